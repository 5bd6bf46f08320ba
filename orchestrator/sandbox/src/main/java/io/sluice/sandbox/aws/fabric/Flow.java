package io.sluice.sandbox.aws.fabric;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One flow of a balancer. */
final class Flow {
  /** A packet that an inline appliance shall return. */
  private static final class Waiting {
    private final byte[] packet;
    private final CompletableFuture<byte[]> returned;

    private Waiting(byte[] packet, CompletableFuture<byte[]> returned) {
      this.packet = packet;
      this.returned = returned;
    }
  }

  private final FlowKey key;
  private final int cookie;
  private final long idle;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private volatile long lastSeen;
  private volatile @Nullable Receiver target;
  private volatile byte[] options = new byte[0];
  private volatile String nodeIp = "";
  private volatile boolean inline;

  Flow(FlowKey key, int cookie, long idle, long now) {
    this.key = key;
    this.cookie = cookie;
    this.idle = idle;
    this.lastSeen = now;
  }

  FlowKey key() {
    return key;
  }

  int cookie() {
    return cookie;
  }

  boolean idle(long now) {
    return now - lastSeen > idle;
  }

  void seen(long now) {
    lastSeen = now;
  }

  /** Where it is pinned, or null before its first packet. */
  @Nullable Receiver target() {
    return target;
  }

  void pin(Receiver receiver) {
    target = receiver;
  }

  /** Remembers what went out with its packets, to hold returned ones against. */
  void sentWith(byte[] sentOptions, String sentFrom) {
    options = sentOptions;
    nodeIp = sentFrom;
  }

  byte[] options() {
    return options;
  }

  String nodeIp() {
    return nodeIp;
  }

  /** Has the future completed when the packet is returned. */
  void await(byte[] packet, CompletableFuture<byte[]> returned) {
    inline = true;
    synchronized (waiting) {
      waiting.add(new Waiting(packet, returned));
    }
  }

  /**
   * Hands a returned packet to who waits for it; false when nobody waits for just this one. For a
   * mirrored packet nobody does: it may come back or not.
   */
  boolean returned(byte[] packet) {
    if (!inline) {
      return true;
    }
    CompletableFuture<byte[]> found = null;
    synchronized (waiting) {
      Iterator<Waiting> each = waiting.iterator();
      while (each.hasNext() && found == null) {
        Waiting next = each.next();
        if (next.returned.isDone()) {
          each.remove();
        } else if (Arrays.equals(next.packet, packet)) {
          found = next.returned;
          each.remove();
        }
      }
    }
    return found != null && found.complete(packet);
  }
}
