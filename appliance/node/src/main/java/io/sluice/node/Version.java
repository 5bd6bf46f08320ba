package io.sluice.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which appliance this is. */
final class Version {
  /** As the build wrote it, e.g. {@code 0.1.0}. */
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("version", "");
  }
}
