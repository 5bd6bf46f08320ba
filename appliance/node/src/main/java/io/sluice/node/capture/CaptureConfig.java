package io.sluice.node.capture;

import io.sluice.packet.filter.FilterException;
import java.time.Duration;

/**
 * What a config says of capture.
 *
 * @param filter packets to be kept, in libpcap's language with our words; empty keeps all
 * @param slice bytes that are kept of each packet, at most; 0 for whole packets
 * @param bytes that the store may hold, indexes included; never exceeded
 * @param age how long packets stay, where {@code bytes} lets them
 * @param offload whether closed segments are to be brought to the mailbox
 */
public record CaptureConfig(String filter, int slice, long bytes, Duration age, boolean offload) {
  public static final int LEAST_SLICE = 16;
  public static final int MOST_SLICE = 65_535;

  /** Room for some segments, each with its index. */
  public static final long LEAST_BYTES = 16L << 20;

  public static final Duration LEAST_AGE = Duration.ofMinutes(1);
  public static final Duration MOST_AGE = Duration.ofDays(3_660);

  /**
   * @throws IllegalArgumentException out of bounds; the message is a clause
   */
  public CaptureConfig {
    try {
      CaptureFilter.compile(filter);
    } catch (FilterException e) {
      throw new IllegalArgumentException(
          "capture.filter `%s` is refused at char %d: %s"
              .formatted(filter, e.offset() + 1, e.getMessage()),
          e);
    }
    if (slice != 0 && (slice < LEAST_SLICE || slice > MOST_SLICE)) {
      throw new IllegalArgumentException(
          "capture.slice %d is neither 0 nor between %d and %d"
              .formatted(slice, LEAST_SLICE, MOST_SLICE));
    }
    if (bytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "capture.bytes %d is less than %d".formatted(bytes, LEAST_BYTES));
    }
    if (age.compareTo(LEAST_AGE) < 0 || age.compareTo(MOST_AGE) > 0) {
      throw new IllegalArgumentException(
          "capture.seconds %d is not between %d and %d"
              .formatted(age.toSeconds(), LEAST_AGE.toSeconds(), MOST_AGE.toSeconds()));
    }
  }
}
