package io.sluice.sandbox.aws.fabric;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the sandbox from overrunning a receiver's socket buffer, so that a loss is never of the
 * sandbox's making: after each burst of 32 packets or 32 KiB to one address, the sender waits until
 * the kernel's queue there is short again. Together both stay below half of Linux's default buffer
 * (208 KiB of memory, of which a small packet takes up to 1.3 KiB). Where the kernel does not tell,
 * a burst is followed by 2 ms. Who reads nothing for two seconds is waited for no longer: that loss
 * is its own.
 */
final class Brake {
  private static final int BURST_PACKETS = 32;
  private static final int BURST_BYTES = 32 << 10;
  private static final long SHORT = 16 << 10;
  private static final long POLL_NANOS = 100_000;
  private static final long BLIND_NANOS = 2_000_000;
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private static final class Burst {
    private int packets;
    private int bytes;
    private boolean stuck;
  }

  private final ReceiveQueues queues;
  private final Map<InetSocketAddress, Burst> bursts = new HashMap<>();

  Brake(ReceiveQueues queues) {
    this.queues = queues;
  }

  /** To be called before each send; waits when it must. */
  synchronized void before(InetSocketAddress to, int bytes) {
    Burst burst = bursts.computeIfAbsent(to, address -> new Burst());
    if (burst.packets > 0
        && (burst.packets == BURST_PACKETS || burst.bytes + bytes > BURST_BYTES)) {
      burst.stuck = !waitUntilShort(to, burst.stuck);
      burst.packets = 0;
      burst.bytes = 0;
    }
    burst.packets++;
    burst.bytes += bytes;
  }

  private boolean waitUntilShort(InetSocketAddress to, boolean stuck) {
    long began = System.nanoTime();
    long least = Long.MAX_VALUE;
    while (true) {
      OptionalLong unread = queues.unread(to);
      if (unread.isEmpty()) {
        LockSupport.parkNanos(BLIND_NANOS);
        return true;
      }
      if (unread.getAsLong() <= SHORT) {
        return true;
      }
      if (unread.getAsLong() < least) {
        least = unread.getAsLong();
        began = System.nanoTime();
      }
      if (stuck || System.nanoTime() - began > PATIENCE_NANOS) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
