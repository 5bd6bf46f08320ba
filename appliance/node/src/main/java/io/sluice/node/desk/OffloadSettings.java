package io.sluice.node.desk;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds of offload that no blueprint changes.
 *
 * @param state directory that outlives the process
 * @param bytesPerSecond most that is sent, so that packets have the network first; 0 for all
 * @param pace between two looks at the store
 * @param closing longest that {@link Offload#close} goes on sending
 */
public record OffloadSettings(Path state, long bytesPerSecond, Duration pace, Duration closing) {

  /** 64 MiB/s; a minute for the last segments of a machine that goes. */
  public static OffloadSettings defaults(Path state) {
    return new OffloadSettings(state, 64L << 20, Duration.ofSeconds(2), Duration.ofSeconds(60));
  }
}
