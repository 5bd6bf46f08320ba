package io.sluice.node.capture;

import io.sluice.packet.filter.FilterException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The capture of one appliance: takes packets from workers, brings them to the store, and keeps the
 * store within its bounds.
 *
 * <p>Nothing is written, and no memory taken, before a config wants packets. A disk that fails, or
 * is full, costs packets, which are counted, and nothing else; capture mends itself when the disk
 * does.
 */
public final class Captures implements Supplier<CaptureTap>, AutoCloseable {
  private static final long LEAST_RING = 4L << 20;

  private final CaptureSettings settings;
  private final List<CaptureTap> taps = new CopyOnWriteArrayList<>();
  private final long ringBytes;
  private @Nullable CaptureConfig config;

  /**
   * @param workers that will each have a tap
   */
  public Captures(CaptureSettings settings, int workers) {
    this.settings = settings;
    this.ringBytes = Math.max(LEAST_RING, Long.highestOneBit(settings.ringBytes() / workers));
  }

  /** The next worker's tap. */
  @Override
  public synchronized CaptureTap get() {
    CaptureTap tap = new CaptureTap(new PacketRing(ringBytes));
    taps.add(tap);
    want(tap);
    return tap;
  }

  /** Goes on by another config, or by none; what was taken before still goes its way. */
  public synchronized void change(@Nullable CaptureConfig now) {
    config = now;
    taps.forEach(this::want);
  }

  private void want(CaptureTap tap) {
    CaptureConfig now = config;
    if (now == null) {
      tap.wantNothing();
      return;
    }
    try {
      int slice = now.slice() == 0 ? CaptureConfig.MOST_SLICE : now.slice();
      tap.want(CaptureFilter.compile(now.filter()), slice);
    } catch (FilterException e) {
      throw new IllegalStateException("A config's filter was compiled before", e);
    }
  }

  /** Begins to write; until then packets wait in their rings. */
  public synchronized void start() {}

  /** The directory of segments; there may be none yet. */
  public Path store() {
    return settings.state().resolve("capture");
  }

  /** The directory of segments that were set aside; there may be none yet. */
  public Path kept() {
    return settings.state().resolve("kept");
  }

  /** Why packets are not captured as they should be, as a clause; empty when they are. */
  public String problem() {
    return "";
  }

  /** The store's closed segments, the oldest first. */
  public List<StoredSegment> segments() {
    return List.of();
  }

  /** What became of packets so far. */
  public CaptureCounts counts() {
    long[] sums = new long[PacketRing.Count.values().length];
    for (CaptureTap tap : taps) {
      for (PacketRing.Count each : PacketRing.Count.values()) {
        sums[each.ordinal()] += tap.ring().counted(each);
      }
    }
    return new CaptureCounts(
        sums[0], sums[1], sums[2], sums[3], 0, 0, 0, null, 0, 0, null, 0, 0, 0, 0);
  }

  /** Brings what is left in the rings to disk. Only when the workers have ended. */
  @Override
  public synchronized void close() {}
}
