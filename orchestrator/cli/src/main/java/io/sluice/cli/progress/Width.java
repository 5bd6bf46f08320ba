package io.sluice.cli.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns the terminal has. */
final class Width {
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");
  private static final int USUAL = 80;

  private Width() {}

  /** Asks {@code stty}, which every POSIX system has; 80 where it does not know. */
  static int ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = SIZE.matcher(answer);
      int columns = size.matches() ? Integer.parseInt(size.group(1)) : 0;
      return columns > 0 ? columns : USUAL;
    } catch (IOException e) {
      return USUAL;
    }
  }
}
