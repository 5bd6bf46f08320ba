package io.sluice.node.xdp;

import io.sluice.node.linux.Errno;
import io.sluice.node.tunnel.Addresses;
import io.sluice.node.tunnel.Counters;
import io.sluice.node.tunnel.Outlet;
import io.sluice.node.tunnel.Route;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.Worker;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;

/**
 * One worker's share of one receive queue: reads its frames in batches, has the worker decide, and
 * sends on in place what goes on. The event loop's own.
 */
final class XdpLane implements Outlet {
  private static final int BATCH = 64;

  /** Batches before other work of the event loop has its turn. */
  private static final int BATCHES = 8;

  private static final Tunnel[] TUNNELS = Tunnel.values();
  private static final MemorySegment ALL = wholeMemory();

  private final IntSupplier kick;
  private final FrameMemory memory;
  private final ConsumerRing received;
  private final ProducerRing toSend;
  private final RouteTable routes;
  private final Worker worker;
  private final Counters counters;
  private final AtomicLongArray damaged = new AtomicLongArray(TUNNELS.length);
  private final Outer outer = new Outer();
  private final long[] free;
  private int freeCount;
  private long address;
  private int length;
  private int failures;
  private long pending;

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
        damaged.lazySet(route.in().ordinal(), damaged.getPlain(route.in().ordinal()) + 1);
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
    if (toSend.room(1) < 1) {
      return false;
    }
    outer.turn(toPort, flowHash);
    counters.queued();
    pending++;
    memory.note(address, tunnel, payloadLength);
    toSend.put(address, length);
    return true;
  }

  /** Hands the send ring to the kernel until it has taken all, or takes no more for now. */
  void send() {
    toSend.publish();
    int waiting = toSend.waiting();
    while (waiting > 0) {
      int result = toSend.needsWakeup() ? kick.getAsInt() : -Errno.EAGAIN;
      if (result == -Errno.EBUSY) {
        // The interface dropped one; it comes back with those that were sent
        failures++;
      }
      int left = toSend.waiting();
      if (left == waiting && result != -Errno.EBUSY) {
        return;
      }
      waiting = left;
    }
  }

  /** Counts what has been sent, and gives empty frames back to the kernel. */
  void recycle() {
    if (!memory.enter()) {
      return;
    }
    ProducerRing empty = memory.empty();
    ConsumerRing sent = memory.sent();
    memory.failed(failures);
    failures = 0;
    for (int count = sent.ready(); count > 0; count = sent.ready()) {
      for (int i = 0; i < count; i++) {
        long done = sent.address(i);
        pending--;
        if (memory.takeFailure()) {
          counters.sendFailed(1);
        } else {
          counters.sent(TUNNELS[memory.tunnel(done)], memory.payloadLength(done));
        }
        empty.put(memory.start(done));
      }
      sent.release(count);
    }
    while (freeCount > 0) {
      empty.put(memory.start(free[--freeCount]));
    }
    empty.publish();
    memory.leave();
  }

  /** Datagrams of a tunnel whose checksum was wrong: as the kernel counts those of a socket. */
  long damaged(Tunnel tunnel) {
    return damaged.get(tunnel.ordinal());
  }

  /** Whether frames wait to be read. */
  boolean isReady() {
    return received.ready() > 0;
  }

  /**
   * Frames handed to the kernel that have not come back. Whichever worker finds them counts them,
   * so only the sum over a queue's workers means anything.
   */
  long pending() {
    return pending;
  }
}
