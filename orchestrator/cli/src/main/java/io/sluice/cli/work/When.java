package io.sluice.cli.work;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time that a person gave: a moment, or so long before now.
 *
 * @param moment or null
 * @param ago counts where there is no moment
 */
public record When(@Nullable Instant moment, Duration ago) {
  private static final Pattern AGO = Pattern.compile("-(\\d{1,9})([smhd])");

  /**
   * Reads {@code -2h} or ISO 8601 with an offset.
   *
   * @throws IllegalArgumentException with a clause that says how a time is written
   */
  public static When parse(String text) {
    if (text.equals("now")) {
      return new When(null, Duration.ZERO);
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long number = Long.parseLong(ago.group(1));
      return new When(
          null,
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          });
    }
    try {
      return new When(
          OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant(),
          Duration.ZERO);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "`" + text + "` is no time; write one as `-2h`, `-90s`, `now` or `2026-11-22T10:30:00Z`",
          e);
    }
  }

  /**
   * @param now on the clock that counts
   */
  Instant at(Instant now) {
    return moment == null ? now.minus(ago) : moment;
  }
}
