package io.sluice.node.tunnel;

import io.sluice.node.linux.Errno;
import io.sluice.node.linux.Sockets;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a batch brought: sendmmsg(2) for each source port, and runs of equal lengths as one
 * message each that the kernel cuts up (UDP_SEGMENT). The inner flow's hash chooses among several
 * source ports: so a flow keeps its order, and the networks between see entropy (RFC 7348 section
 * 5, RFC 8926 section 3.3). What goes back to an AWS gateway load balancer leaves by them, too: its
 * cookie names the flow. AWS's own sample keeps the port that a packet came from, which takes a raw
 * socket. The kernel fills in the outer checksum: IPv4 would allow zero, but the working Azure
 * set-ups that we know of all send one.
 */
final class BatchOutlet implements Outlet {
  /** How long all of a batch's sockets together may wait for room. */
  private static final int PATIENCE_MILLIS = 5;

  private final Sockets calls;
  private final Counters counters;
  private final Peers peers;
  private final Runs runs;
  private final SendHeaders headers;
  private final Peer.Sender[] dirty;
  private int dirties;
  private @Nullable Peer recent;
  private int patience;

  BatchOutlet(Sockets calls, Counters counters, Peers peers, int capacity) {
    this.calls = calls;
    this.counters = counters;
    this.peers = peers;
    this.runs = new Runs(capacity);
    this.headers = new SendHeaders(capacity);
    this.dirty = new Peer.Sender[capacity];
  }

  @Override
  public boolean send(
      Tunnel tunnel,
      MemorySegment memory,
      long at,
      int length,
      long toHigh,
      long toLow,
      int toPort,
      int flowHash) {
    if (runs.isFull()) {
      flush();
    }
    Peer peer = recent;
    if (peer == null || !peer.is(tunnel, toHigh, toLow, toPort)) {
      peer = peers.find(tunnel, toHigh, toLow, toPort);
      recent = peer;
    }
    Peer.Sender sender = peer.senders[flowHash & Peers.SENDERS - 1];
    if (sender.chain.firstRun == Runs.NONE) {
      dirty[dirties++] = sender;
    }
    runs.add(sender.chain, memory.address() + at, length, flowHash, peer.longestSegment);
    counters.queued();
    return true;
  }

  /** Sends all that was taken; afterwards its memory is free. */
  void flush() {
    patience = PATIENCE_MILLIS;
    for (int i = 0; i < dirties; i++) {
      Peer.Sender sender = dirty[i];
      send(sender);
      sender.chain.clear();
    }
    dirties = 0;
    runs.clear();
  }

  private void send(Peer.Sender sender) {
    headers.fill(sender.name, sender.nameLength, runs, sender.chain.firstRun, true);
    int sent = 0;
    boolean again = true;
    while (sent < headers.count()) {
      int result = calls.send(sender.fd, headers.address(sent), headers.count() - sent, 0);
      if (result > 0) {
        for (int end = sent + result; sent < end; sent++) {
          counters.sent(sender.peer.tunnel, headers.datagrams(sent), headers.bytes(sent));
        }
        again = true;
      } else if (isUncut(result) && headers.datagrams(sent) > 1) {
        sender.peer.longestSegment = result == -Errno.EIO ? 0 : headers.segment(sent) - 1;
        headers.fill(sender.name, sender.nameLength, runs, headers.run(sent), false);
        sent = 0;
      } else if (result == -Errno.EAGAIN && patience > 0) {
        wait(sender);
      } else if (result == -Errno.EAGAIN || result == -Errno.ENOBUFS) {
        counters.unsent(headers.datagrams(sent));
        sent++;
      } else if (again) {
        // Perhaps the answer to an earlier datagram, e.g. "port unreachable": this one was not
        // tried
        again = false;
      } else {
        counters.sendFailed(headers.datagrams(sent));
        sent++;
        again = true;
      }
    }
  }

  /** No checksum offload, or segments too long for the path: each will do alone. */
  private static boolean isUncut(int result) {
    return result == -Errno.EIO || result == -Errno.EINVAL || result == -Errno.EMSGSIZE;
  }

  private void wait(Peer.Sender sender) {
    patience--;
    calls.poll(headers.pollfd(sender.fd), 1);
  }

  void close() {
    peers.close();
  }
}
