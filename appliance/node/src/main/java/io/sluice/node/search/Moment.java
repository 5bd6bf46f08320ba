package io.sluice.node.search;

import io.sluice.node.config.UserError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as it is typed: {@code -2h}, or ISO 8601, which is UTC where it names no offset. */
public final class Moment {
  private static final Pattern AGO = Pattern.compile("-(\\d{1,9})([smhd])");
  private static final long SECOND = 1_000_000_000L;

  private Moment() {}

  /**
   * Nanoseconds since 1970; beyond what these can tell (1677 to 2262) the nearest that they can.
   */
  public static long nanos(String option, String text, Instant now) {
    Instant moment = moment(option, text, now);
    try {
      return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), SECOND), moment.getNano());
    } catch (ArithmeticException e) {
      return moment.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static Instant moment(String option, String text, Instant now) {
    if (text.equals("now")) {
      return now;
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long count = Long.parseLong(ago.group(1));
      return now.minus(
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
    try {
      TemporalAccessor parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return parsed instanceof OffsetDateTime at
          ? at.toInstant()
          : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new UserError(
          ("`%s %s` is no time. It is `-2h` (also s, m, d), `now`, or ISO 8601 as in"
                  + " `2026-01-31T12:00:00Z`.")
              .formatted(option, text));
    }
  }
}
