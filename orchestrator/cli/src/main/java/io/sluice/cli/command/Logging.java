package io.sluice.cli.command;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * What libraries log. By default nothing: what a user must know is a problem or a result, and an
 * SDK's warning is neither.
 */
public final class Logging {
  /** Kept, because loggers are weakly held and would forget their level. */
  private static final Logger ROOT = Logger.getLogger("");

  private Logging() {}

  /** Nothing anywhere. */
  public static void silence() {
    LogManager.getLogManager().reset();
    ROOT.setLevel(Level.OFF);
  }

  /** Everything from {@code INFO} up, and our own and the clouds' calls from {@code FINE} up. */
  static void toStandardError() {
    LogManager.getLogManager().reset();
    ConsoleHandler handler = new ConsoleHandler();
    handler.setLevel(Level.FINE);
    ROOT.addHandler(handler);
    ROOT.setLevel(Level.INFO);
    for (Logger logger : OURS) {
      logger.setLevel(Level.FINE);
    }
  }

  private static final Logger[] OURS = {
    Logger.getLogger("io.sluice"), Logger.getLogger("com.azure.core.http")
  };
}
