package io.sluice.engine.blueprint;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a blueprint writes them: a whole number and one of ms, s, m, h. */
final class Durations {
  static final String PATTERN = "([0-9]{1,11}) ?(ms|s|m|h)";
  static final Duration LONGEST = Duration.ofDays(365);
  private static final Pattern FORM = Pattern.compile(PATTERN);

  private Durations() {}

  /**
   * Reads a duration such as {@code 50ms}, {@code 5s}, {@code 3m} or {@code 24h}.
   *
   * @throws IllegalArgumentException when it is none, zero, or above {@link #LONGEST}
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("not above zero and up to a year: " + text);
    }
    return duration;
  }

  /** The shortest form that {@link #parse} reads back; whole milliseconds only. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
