package io.sluice.node.config;

import io.sluice.node.capture.CaptureConfig;
import java.time.Duration;

/**
 * {@code capture} as the config writes it.
 *
 * @param filter empty for every packet
 * @param slice 0 for whole packets
 * @param bytes of the store
 * @param seconds that packets stay
 */
record CaptureDocument(String filter, int slice, long bytes, long seconds, boolean offload) {

  /**
   * @throws IllegalArgumentException when it makes no sense; the message is a clause
   */
  CaptureConfig capture() {
    return new CaptureConfig(filter, slice, bytes, Duration.ofSeconds(seconds), offload);
  }
}
