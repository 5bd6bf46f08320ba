package io.sluice.node.capture;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds of capture that no blueprint changes.
 *
 * @param state directory that outlives the process; made when first needed
 * @param ringBytes packets that wait for the writer, of all workers together
 * @param segmentBytes of a segment at most; a small store has smaller ones
 * @param segmentAge after which a segment is closed, full or not
 * @param syncEvery how often what was written is made durable
 * @param keptBytes most that kept segments may hold, beside the store
 */
public record CaptureSettings(
    Path state,
    long ringBytes,
    long segmentBytes,
    Duration segmentAge,
    Duration syncEvery,
    long keptBytes) {
  private static final long MIB = 1 << 20;

  /** For a machine of the smallest size that a blueprint can name. */
  public static CaptureSettings defaults(Path state) {
    return new CaptureSettings(
        state, 64 * MIB, 64 * MIB, Duration.ofSeconds(60), Duration.ofSeconds(1), 4_096 * MIB);
  }
}
