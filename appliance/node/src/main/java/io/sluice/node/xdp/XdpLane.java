package io.sluice.node.xdp;

import io.sluice.node.linux.Errno;
import io.sluice.node.tunnel.Addresses;
import io.sluice.node.tunnel.Counters;
import io.sluice.node.tunnel.Outlet;
import io.sluice.node.tunnel.Route;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.Worker;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * One worker's share of one receive queue: reads its frames in batches, has the worker decide, and
 * sends on in place what goes on. The event loop's own.
 */
final class XdpLane implements Outlet {
  private static final int BATCH = 64;

  /** Batches before other work of the event loop has its turn. */
  private static final int BATCHES = 8;

  private static final MemorySegment ALL = wholeMemory();

  private final IntSupplier kick;
  private final FrameMemory memory;
  private final ConsumerRing received;
  private final ProducerRing toSend;
  private final RouteTable routes;
  private final Worker worker;
  private final Counters counters;
  private final Map<Tunnel, AtomicLong> damaged = new EnumMap<>(Tunnel.class);
  private final Outer outer = new Outer();
  private final long[] free;
  private int freeCount;
  private long address;
  private int length;
  private int failures;

  /**
   * @param kick tells the kernel of the send ring: 0 or a negative errno
   */
  XdpLane(
      IntSupplier kick,
      FrameMemory memory,
      ConsumerRing received,
      ProducerRing toSend,
      RouteTable routes,
      Worker worker) {
    this.kick = kick;
    this.memory = memory;
    this.received = received;
    this.toSend = toSend;
    this.routes = routes;
    this.worker = worker;
    this.counters = worker.counters();
    this.free = new long[memory.frames()];
    for (Tunnel tunnel : Tunnel.values()) {
      damaged.put(tunnel, new AtomicLong());
    }
  }

  // Restricted because a wrong offset reads foreign memory: every offset is that of a frame which
  // the kernel has just given us
  @SuppressWarnings("restricted")
  private static MemorySegment wholeMemory() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /**
   * Handles what has been received, up to a bound.
   *
   * @param nanos when it was received, since 1970
   * @return how many frames
   */
  int read(long nanos) {
    int total = 0;
    for (int batches = 0; batches < BATCHES; batches++) {
      int count = Math.min(received.ready(), BATCH);
      for (int i = 0; i < count; i++) {
        handle(received.address(i), received.length(i), nanos);
      }
      if (count > 0) {
        received.release(count);
        send();
      }
      recycle();
      total += count;
      if (count < BATCH) {
        break;
      }
    }
    return total;
  }

  private void handle(long at, int frameLength, long nanos) {
    address = at;
    length = frameLength;
    boolean sound = outer.parse(ALL, memory.base() + at, frameLength);
    Route route = routes.of(outer.destinationPort());
    // Without a route the tunnel has just been taken away, and its socket closed with what it had
    if (route == null || !sound) {
      if (route != null) {
        damagedOf(route.in()).incrementAndGet();
      }
      free[freeCount++] = at;
      return;
    }
    boolean six = outer.isIpv6();
    boolean sent =
        worker.accept(
            route,
            this,
            ALL,
            outer.payload(),
            outer.payloadLength(),
            six ? outer.sender6High() : 0,
            six ? outer.sender6Low() : Addresses.mapped(outer.sender4()),
            outer.senderPort(),
            nanos);
    if (!sent) {
      free[freeCount++] = at;
    }
  }

  /** Called back from {@link #handle}, for the frame at hand: it goes back to its sender. */
  @Override
  public boolean send(
      Tunnel tunnel,
      MemorySegment from,
      long at,
      int payloadLength,
      long toHigh,
      long toLow,
      int toPort,
      int flowHash) {
    if (toSend.room() == 0) {
      return false;
    }
    outer.turn(toPort, flowHash);
    counters.queued();
    memory.note(address, tunnel, payloadLength);
    toSend.put(address, length);
    return true;
  }

  /** Hands the send ring to the kernel until it has taken all, or takes no more for now. */
  void send() {
    toSend.publish();
    while (toSend.unsettled() > 0) {
      int result = toSend.needsWakeup() ? kick.getAsInt() : 0;
      if (result == -Errno.EBUSY) {
        // The kernel took one more, which the interface dropped
        failures++;
      }
      if (settle() == 0 && result != -Errno.EBUSY) {
        return;
      }
    }
  }

  /** Counts what the kernel has taken. */
  private int settle() {
    int taken = toSend.taken();
    for (int i = 0; i < taken; i++) {
      long at = toSend.takenAddress(i);
      if (failures > 0) {
        failures--;
        counters.sendFailed(1);
      } else {
        counters.sent(memory.tunnel(at), memory.payloadLength(at));
      }
    }
    toSend.settle(taken);
    return taken;
  }

  /** Gives empty frames back to the kernel, those that have been sent included. */
  void recycle() {
    if (!memory.enter()) {
      return;
    }
    ConsumerRing sent = memory.sent();
    for (int count = sent.ready(); count > 0; count = sent.ready()) {
      for (int i = 0; i < count; i++) {
        memory.giveBack(sent.address(i));
      }
      sent.release(count);
    }
    while (freeCount > 0) {
      memory.giveBack(free[--freeCount]);
    }
    memory.empty().publish();
    memory.leave();
  }

  /** Datagrams of a tunnel whose checksum was wrong: as the kernel counts those of a socket. */
  long damaged(Tunnel tunnel) {
    return damagedOf(tunnel).get();
  }

  private AtomicLong damagedOf(Tunnel tunnel) {
    return Objects.requireNonNull(damaged.get(tunnel));
  }

  /** Whether frames wait to be read. */
  boolean isReady() {
    return received.ready() > 0;
  }

  /** Frames to be sent that the kernel has not taken. */
  int waiting() {
    return toSend.unsettled();
  }
}
