package io.sluice.node.broker;

import io.sluice.packet.filter.PacketFilter;
import org.jspecify.annotations.Nullable;

/** What one worker has of one tool: its decisions, its ring, its counts. */
final class Lane {
  static final int FILTERED = 0;
  static final int SAMPLED = 1;
  static final int MATCHED = 2;
  static final int COPIES = 3;
  static final int QUEUE_FULL = 4;
  static final int TARGET_DOWN = 5;
  static final int NO_FRAME = 6;
  static final int INTERNAL_ERROR = 7;
  static final int COUNTS = 8;

  /** So that what a sample keeps is no part of what a group's target gets. */
  private static final long SAMPLING = 0x5a4d_504c;

  private final Tool tool;
  private final PacketFilter frames;
  private final @Nullable PacketFilter packets;
  private final Shape shape;
  private final int sampleOneIn;
  private final boolean balances;
  private final boolean wantsAll;
  private final long all;
  private final int targets;
  private final FrameRing ring;
  private final Cells counts = new Cells(COUNTS);

  /**
   * @param frames the tool's filter for Ethernet, this worker's own
   * @param packets the same for packets without Ethernet; null when it cannot be asked of them
   */
  Lane(Tool tool, PacketFilter frames, @Nullable PacketFilter packets, int ringBytes) {
    this.tool = tool;
    this.frames = frames;
    this.packets = packets;
    ToolConfig config = tool.config();
    this.shape = Shape.of(config);
    this.sampleOneIn = config.sampleOneIn();
    this.balances = config.balances();
    this.wantsAll = config.filter().isBlank();
    this.targets = config.targets().size();
    this.all = -1L >>> (Long.SIZE - targets);
    this.ring = new FrameRing(ringBytes);
  }

  FrameRing ring() {
    return ring;
  }

  Cells counts() {
    return counts;
  }

  boolean masks() {
    return shape.masks() != 0;
  }

  /**
   * Whether the tool's filter wants the packet; what it cannot be asked of, only if it wants all.
   */
  boolean wants(Subject subject) {
    PacketFilter filter = subject.isEthernet() ? frames : packets;
    if (filter == null || !(subject.isEthernet() || subject.isFramed())) {
      return wantsAll;
    }
    return filter.matches(
        subject.memory(), subject.at(), subject.length(), subject.length(), subject.network());
  }

  /** Counts the packet as one that the filter does not want. */
  void pass() {
    counts.add(FILTERED, 1);
  }

  /** Takes a packet that the filter wants. */
  void take(Subject subject, Shaper shaper) {
    if (sampleOneIn > 1 && !isSampled(subject.hash())) {
      counts.add(SAMPLED, 1);
      return;
    }
    counts.add(MATCHED, 1);
    int copies = balances ? 1 : targets;
    counts.add(COPIES, copies);
    if (!subject.isFramed()) {
      counts.add(NO_FRAME, copies);
      return;
    }
    long to = targets(subject.hash());
    int live = Long.bitCount(to);
    if (live < copies) {
      counts.add(TARGET_DOWN, copies - live);
    }
    if (live > 0) {
      put(subject, shaper, to, live);
    }
  }

  /** A fault in shaping for one tool must not cost the others their copies. */
  private void put(Subject subject, Shaper shaper, long to, int live) {
    try {
      if (!shaper.put(subject, shape, ring, to)) {
        counts.add(QUEUE_FULL, live);
      }
    } catch (RuntimeException e) {
      counts.add(INTERNAL_ERROR, live);
      tool.fault(e);
    }
  }

  private boolean isSampled(int hash) {
    long mixed = Words.mix(SAMPLING, hash) >>> 1;
    return mixed % sampleOneIn == 0;
  }

  private long targets(int hash) {
    long up = tool.up();
    if (!balances) {
      return all & up;
    }
    int chosen = tool.members().choose(hash, up);
    return chosen < 0 ? 0 : 1L << chosen;
  }
}
