package io.sluice.node.capture;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of packets since the start, and what the store holds. Packets captured = dropped, for
 * each reason, + durable + {@link #waiting}.
 *
 * @param packets that the filter wanted
 * @param bytes of these, after slicing
 * @param unwanted packets that the filter did not want
 * @param queueFull packets that found a worker's ring full ({@code capture-queue-full})
 * @param disk packets that the disk did not take, or may have lost ({@code capture-disk})
 * @param written packets that are in segments
 * @param durable packets that a power cut does not take away
 * @param durableThrough the newest of these was received then; null while there is none
 * @param segments that the store holds
 * @param storeBytes that they take on disk, indexes included
 * @param oldest when the oldest segment began; null while there is none
 * @param expired segments that were deleted to keep within size and age
 * @param unindexed closed segments that have no index yet
 * @param kept segments that were set aside
 * @param keptBytes that they take
 */
public record CaptureCounts(
    long packets,
    long bytes,
    long unwanted,
    long queueFull,
    long disk,
    long written,
    long durable,
    @Nullable Instant durableThrough,
    long segments,
    long storeBytes,
    @Nullable Instant oldest,
    long expired,
    long unindexed,
    long kept,
    long keptBytes) {

  /** Packets on their way to being durable. */
  public long waiting() {
    return packets - queueFull - disk - durable;
  }

  /** By names for status and metrics, e.g. {@code capture.packets}. */
  public Map<String, Long> named() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("capture.packets", packets);
    named.put("capture.bytes", bytes);
    named.put("capture.unwanted", unwanted);
    named.put("capture.drop.capture-queue-full", queueFull);
    named.put("capture.drop.capture-disk", disk);
    named.put("capture.written", written);
    named.put("capture.durable", durable);
    named.put("capture.segments", segments);
    named.put("capture.segments.expired", expired);
    named.put("capture.segments.unindexed", unindexed);
    named.put("capture.store.bytes", storeBytes);
    named.put("capture.kept.segments", kept);
    named.put("capture.kept.bytes", keptBytes);
    named.put("capture.durable.through.seconds", seconds(durableThrough));
    named.put("capture.oldest.seconds", seconds(oldest));
    return named;
  }

  private static long seconds(@Nullable Instant time) {
    return time == null ? 0 : time.getEpochSecond();
  }
}
