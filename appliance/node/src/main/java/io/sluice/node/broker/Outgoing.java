package io.sluice.node.broker;

import io.sluice.node.linux.Errno;
import io.sluice.node.linux.Sockets;
import io.sluice.node.tunnel.Runs;
import io.sluice.node.tunnel.SendHeaders;

/**
 * Sends a batch to one target after the other: the frames stand once in their rings, and each
 * target has its header written before them in its turn. One sender's own.
 */
final class Outgoing {
  /** How long a target's batch may wait for room. */
  private static final int PATIENCE_MILLIS = 5;

  private final Sockets waiting = new Sockets();
  private final Runs runs = new Runs(Batch.CAPACITY);
  private final SendHeaders headers = new SendHeaders(Batch.CAPACITY);
  private final Transmit transmit;
  private final TokenBucket rate;
  private int patience;

  Outgoing(Transmit transmit, TokenBucket rate) {
    this.transmit = transmit;
    this.rate = rate;
  }

  /**
   * Sends what is for a target, or counts why not.
   *
   * @param place of the target
   * @param up whether it is
   */
  void send(Batch batch, Destination to, int place, boolean up, long nanos) {
    Way way = to.way();
    Cells counts = to.counts();
    int header = to.encapsulator().length();
    for (int i = 0; i < batch.count(); i++) {
      if ((batch.targets[i] >>> place & 1) == 0) {
        continue;
      }
      int length = header + batch.length[i];
      if (!up || way == null) {
        counts.add(Destination.TARGET_DOWN, 1);
      } else if (!rate.take(length + way.overhead())) {
        counts.add(Destination.RATE_LIMIT, 1);
      } else {
        long at = batch.frame[i] - header;
        to.encapsulator().put(batch.memory[i], at, batch.info[i]);
        Runs.Chain chain = way.chain(way.port(batch.hash[i]));
        runs.add(chain, batch.memory[i].address() + at, length, batch.hash[i], way.longest());
      }
    }
    if (way != null) {
      patience = to.isStuck() ? 0 : PATIENCE_MILLIS;
      for (int port = 0; port < way.ports(); port++) {
        flush(to, way, port, nanos);
      }
    }
    runs.clear();
  }

  /** After a fault: forgets what was not sent. */
  void forget(Destination to) {
    runs.clear();
    Way way = to.way();
    for (int port = 0; way != null && port < way.ports(); port++) {
      way.chain(port).clear();
    }
  }

  private void flush(Destination to, Way way, int port, long nanos) {
    Runs.Chain chain = way.chain(port);
    if (chain.firstRun() == Runs.NONE) {
      return;
    }
    int fd = way.fd(port);
    headers.fill(0, 0, runs, chain.firstRun(), true);
    int sent = 0;
    boolean again = true;
    while (sent < headers.count()) {
      int result = transmit.send(fd, headers.address(sent), headers.count() - sent, 0);
      if (result > 0) {
        sent = sent(to, way, sent, result);
        again = true;
      } else if (isUncut(result) && headers.datagrams(sent) > 1) {
        way.longest(result == -Errno.EIO ? 0 : headers.segment(sent) - 1);
        headers.fill(0, 0, runs, headers.run(sent), false);
        sent = 0;
      } else if (result == -Errno.EAGAIN && patience > 0) {
        patience--;
        waiting.poll(headers.pollfd(fd), 1);
      } else if (result == -Errno.EAGAIN || result == -Errno.ENOBUFS) {
        to.stuck(result == -Errno.EAGAIN);
        to.counts().add(Destination.SEND_QUEUE_FULL, headers.datagrams(sent));
        sent++;
      } else {
        to.refused(-result, nanos);
        if (again) {
          // Perhaps the answer to an earlier datagram: this one was not tried
          again = false;
        } else {
          to.counts().add(Destination.SEND_FAILED, headers.datagrams(sent));
          sent++;
          again = true;
        }
      }
    }
    chain.clear();
  }

  private int sent(Destination to, Way way, int from, int messages) {
    int end = from + messages;
    for (int i = from; i < end; i++) {
      int datagrams = headers.datagrams(i);
      to.counts().add(Destination.SENT, datagrams);
      to.counts().add(Destination.SENT_BYTES, headers.bytes(i) + (long) datagrams * way.overhead());
    }
    to.stuck(false);
    return end;
  }

  /** No checksum offload, or segments too long for the path: each will do alone. */
  private static boolean isUncut(int result) {
    return result == -Errno.EIO || result == -Errno.EINVAL || result == -Errno.EMSGSIZE;
  }
}
