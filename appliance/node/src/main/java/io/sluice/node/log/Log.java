package io.sluice.node.log;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A log whose lines carry fields. Over {@code java.util.logging}, so that libraries' lines come out
 * alike and no other jar is needed.
 */
public final class Log {
  private final Logger logger;

  private Log(Logger logger) {
    this.logger = logger;
  }

  public static Log of(Class<?> type) {
    return new Log(Logger.getLogger(type.getName()));
  }

  /**
   * @param message a whole sentence without changing parts, to be searched for
   * @param fields name, value, name, value
   */
  public void info(String message, @Nullable Object... fields) {
    log(Level.INFO, message, null, fields);
  }

  public void warn(String message, @Nullable Object... fields) {
    log(Level.WARNING, message, null, fields);
  }

  public void error(String message, @Nullable Throwable cause, @Nullable Object... fields) {
    log(Level.SEVERE, message, cause, fields);
  }

  private void log(
      Level level, String message, @Nullable Throwable cause, @Nullable Object[] fields) {
    LogRecord line = new LogRecord(level, message);
    line.setLoggerName(logger.getName());
    line.setThrown(cause);
    line.setParameters(fields);
    logger.log(line);
  }
}
