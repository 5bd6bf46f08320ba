package io.sluice.node.config;

import io.sluice.node.dedup.Deduplication;
import java.time.Duration;

/**
 * {@code deduplicate} as the config writes it.
 *
 * @param windowMillis in which a packet that comes again is a copy
 */
record DeduplicateDocument(int windowMillis) {

  /**
   * @throws IllegalArgumentException when it is out of bounds; the message is a clause
   */
  Duration window() {
    Duration window = Duration.ofMillis(windowMillis);
    if (window.compareTo(Deduplication.SHORTEST) < 0
        || window.compareTo(Deduplication.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "deduplicate.windowMillis %d is not between %d and %d"
              .formatted(
                  windowMillis,
                  Deduplication.SHORTEST.toMillis(),
                  Deduplication.LONGEST.toMillis()));
    }
    return window;
  }
}
