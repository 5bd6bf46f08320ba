package io.sluice.node.broker;

import io.sluice.node.log.Log;
import io.sluice.packet.filter.PacketFilter;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One tool at work by one config: its workers' lanes, and the thread that sends. */
final class Tool {
  private static final int REMOVED = 0;
  private static final int INTERNAL_ERROR = 1;

  private static final Log LOG = Log.of(Tool.class);
  private static final long SHORTEST_NAP = 100_000;
  private static final long LONGEST_NAP = 4_000_000;

  /**
   * Until nothing has come for so many naps, they are kept shorter than a quarter ring fills in.
   */
  private static final int AWAKE = 2_000;

  private static final long AWAKE_NAP = 1_000_000;

  /** How long a tool that was taken out may take to send what is queued. */
  private static final long LEAVING_NANOS = 1_000_000_000L;

  private final ToolConfig config;
  private final Members members;
  private final PacketFilter frames;
  private final @Nullable PacketFilter packets;
  private final int ringBytes;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final List<Destination> destinations;
  private final TokenBucket rate;
  private final Outgoing outgoing;
  private final Batch batch = new Batch();
  private final Cells counts = new Cells(2);
  private final Thread sender;
  private volatile long up = -1;
  private volatile @Nullable BooleanSupplier leaving;
  private long leavingSince;
  private boolean left;
  private int naps;
  private volatile boolean faultLogged;

  /**
   * @param frames the filter for Ethernet
   * @param packets the same for packets without; null when it cannot be asked of them
   * @param ringBytes of each worker's ring, a power of two
   */
  Tool(
      ToolConfig config,
      PacketFilter frames,
      @Nullable PacketFilter packets,
      InetAddress source,
      Transmit transmit,
      int ringBytes) {
    this.config = config;
    this.members = new Members(config.targets());
    this.frames = frames;
    this.packets = packets;
    this.ringBytes = ringBytes;
    this.destinations =
        config.targets().stream().map(target -> new Destination(config, target, source)).toList();
    this.rate = new TokenBucket(config.bitsPerSecond(), System.nanoTime());
    this.outgoing = new Outgoing(transmit, rate);
    this.sender = Thread.ofPlatform().daemon().name("tool-" + config.name()).unstarted(this::run);
  }

  ToolConfig config() {
    return config;
  }

  Members members() {
    return members;
  }

  /** A bit for each target that is up. */
  long up() {
    return up;
  }

  /** That of the worker of this number. */
  Lane lane(int worker) {
    return lanes.get(worker);
  }

  /** One more worker's. */
  Lane lane() {
    Lane lane =
        new Lane(this, frames.another(), packets == null ? null : packets.another(), ringBytes);
    lanes.add(lane);
    return lane;
  }

  void start() {
    sender.start();
  }

  /**
   * Ends the tool: what is queued is still sent, for a second at most.
   *
   * @param letGo whether no worker puts anything into its rings any more
   */
  void leave(BooleanSupplier letGo) {
    leaving = letGo;
  }

  boolean hasEnded() {
    return !sender.isAlive();
  }

  void join(long millis) throws InterruptedException {
    sender.join(millis);
  }

  private void run() {
    while (!left) {
      try {
        round();
      } catch (RuntimeException e) {
        fault(e);
        LockSupport.parkNanos(LONGEST_NAP);
      }
    }
    for (Lane lane : lanes) {
      while (lane.ring().next()) {
        counts.add(REMOVED, Long.bitCount(lane.ring().targets()));
      }
    }
    destinations.forEach(Destination::close);
  }

  private void round() {
    long nanos = System.nanoTime();
    long reached = 0;
    for (int i = 0; i < destinations.size(); i++) {
      reached |= destinations.get(i).refresh(nanos) ? 1L << i : 0;
    }
    if (reached != up) {
      up = reached;
    }
    BooleanSupplier letGo = leaving;
    boolean last = letGo != null && isLast(letGo, nanos);
    if (batch.gather(lanes) > 0) {
      naps = 0;
      send(nanos, reached);
      left = last && nanos - leavingSince > LEAVING_NANOS;
    } else if (last) {
      left = true;
    } else {
      nap();
    }
  }

  private boolean isLast(BooleanSupplier letGo, long nanos) {
    if (leavingSince == 0) {
      leavingSince = nanos;
    }
    return letGo.getAsBoolean() || nanos - leavingSince > LEAVING_NANOS;
  }

  private void send(long nanos, long reached) {
    long before = accounted();
    try {
      rate.refill(nanos);
      for (int i = 0; i < destinations.size(); i++) {
        outgoing.send(batch, destinations.get(i), i, (reached >>> i & 1) != 0, nanos);
      }
    } catch (RuntimeException e) {
      fault(e);
      destinations.forEach(outgoing::forget);
      counts.add(INTERNAL_ERROR, batch.copies() - (accounted() - before));
    }
    // By number, for an iterator would be garbage
    for (int i = 0; i < lanes.size(); i++) {
      lanes.get(i).ring().release();
    }
  }

  private long accounted() {
    long all = 0;
    for (int i = 0; i < destinations.size(); i++) {
      all += destinations.get(i).accounted();
    }
    return all;
  }

  /** By any thread: tells of the first one. */
  void fault(RuntimeException e) {
    if (!faultLogged) {
      faultLogged = true;
      LOG.error("A tool's packets met a fault; further ones are only counted", e);
    }
  }

  private void nap() {
    naps++;
    long longest = naps < AWAKE ? AWAKE_NAP : LONGEST_NAP;
    LockSupport.parkNanos(Math.min(longest, SHORTEST_NAP << Math.min(naps, 8)));
  }

  /** What has become of packets by this config. */
  ToolCounts counts() {
    long sent = sum(Destination.SENT);
    Map<ToolDrop, Long> drops = new EnumMap<>(ToolDrop.class);
    drops.put(ToolDrop.RATE_LIMIT, sum(Destination.RATE_LIMIT));
    drops.put(ToolDrop.SEND_QUEUE_FULL, sum(Destination.SEND_QUEUE_FULL));
    drops.put(ToolDrop.SEND_FAILED, sum(Destination.SEND_FAILED));
    drops.put(ToolDrop.INTERNAL_ERROR, counts.get(INTERNAL_ERROR));
    drops.put(ToolDrop.REMOVED, counts.get(REMOVED));
    drops.put(ToolDrop.TARGET_DOWN, sum(Destination.TARGET_DOWN));
    // The later in a packet's life, the earlier it is read: nothing is counted before it came
    long[] all = new long[Lane.COUNTS];
    for (Lane lane : lanes) {
      for (int i = Lane.COUNTS - 1; i >= 0; i--) {
        all[i] += lane.counts().get(i);
      }
    }
    drops.merge(ToolDrop.TARGET_DOWN, all[Lane.TARGET_DOWN], Long::sum);
    drops.put(ToolDrop.QUEUE_FULL, all[Lane.QUEUE_FULL]);
    drops.put(ToolDrop.NO_FRAME, all[Lane.NO_FRAME]);
    drops.merge(ToolDrop.INTERNAL_ERROR, all[Lane.INTERNAL_ERROR], Long::sum);
    long copies = all[Lane.COPIES];
    long dropped = drops.values().stream().mapToLong(Long::longValue).sum();
    return new ToolCounts(
        config.name(),
        all[Lane.FILTERED] + all[Lane.SAMPLED] + all[Lane.MATCHED],
        all[Lane.FILTERED],
        all[Lane.SAMPLED],
        all[Lane.MATCHED],
        copies,
        sent,
        sum(Destination.SENT_BYTES),
        drops,
        copies - sent - dropped,
        destinations.stream().map(Destination::told).toList());
  }

  private long sum(int count) {
    return IntStream.range(0, destinations.size())
        .mapToLong(i -> destinations.get(i).counts().get(count))
        .sum();
  }
}
