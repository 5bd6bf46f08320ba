package io.sluice.node.mailbox;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * How far this machine's clock is from the store's, by the {@code Date} of each answer (RFC 9110,
 * section 6.6.1), which has whole seconds. Safe for use by several threads.
 */
public final class StoreClock {
  /** Of a time that was cut to whole seconds, on average. */
  private static final Duration CUT = Duration.ofMillis(500);

  private final Clock clock;
  private volatile Duration ahead = Duration.ZERO;

  public StoreClock(Clock clock) {
    this.clock = clock;
  }

  /** Learns from an answer that has just come. */
  public void seen(HttpResponse<?> answer) {
    answer
        .headers()
        .firstValue("Date")
        .ifPresent(
            date -> {
              try {
                Instant there = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
                Duration apart = Duration.between(there.plus(CUT), clock.instant());
                // What whole seconds and the way here explain is no difference
                ahead = apart.abs().compareTo(CUT.multipliedBy(2)) <= 0 ? Duration.ZERO : apart;
              } catch (DateTimeException e) {
                // A date that is none says nothing
              }
            });
  }

  /** What this machine's clock would have to be put back by; to a second or so. */
  public Duration ahead() {
    return ahead;
  }
}
