package io.sluice.node.tunnel;

import io.sluice.node.linux.Sockets;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;

/** What a batch goes through: received, handled by the worker, sent. One thread's own. */
final class BatchPath {
  private static final int MAX_BATCH = 256;
  private static final int MIN_BATCH = 32;

  /** What a batch may take of a core's own cache. */
  private static final int MAX_BATCH_BYTES = 600 << 10;

  private final Worker worker;
  private final Sockets calls = new Sockets();
  private final WallClock clock = new WallClock();
  private final ReceiveBatch batch;
  private final BatchOutlet outlet;

  /**
   * @param local address that all sockets bind
   * @param bufferLength room for a datagram, in bytes
   * @throws IOException when there are no sockets to send by
   */
  BatchPath(InetAddress local, int bufferLength, Worker worker) throws IOException {
    this.worker = worker;
    int capacity = Math.clamp(MAX_BATCH_BYTES / bufferLength, MIN_BATCH, MAX_BATCH);
    batch = new ReceiveBatch(capacity, bufferLength, local instanceof Inet6Address);
    Peers peers = new Peers(local, worker.ownSenders());
    outlet = new BatchOutlet(calls, worker.counters(), peers, capacity);
  }

  /** Takes one batch of a socket's datagrams to their end; how many, or minus the errno. */
  int receive(int fd, Route route) {
    int count = batch.receive(calls, fd);
    if (count <= 0) {
      return count;
    }
    long nanos = clock.nanos();
    MemorySegment data = batch.data();
    for (int i = 0; i < count; i++) {
      worker.accept(
          route,
          outlet,
          data,
          batch.at(i),
          batch.length(i),
          batch.high(i),
          batch.low(i),
          batch.port(i),
          nanos);
    }
    outlet.flush();
    worker.tick(nanos);
    return count;
  }

  /** How many datagrams a full batch has. */
  int capacity() {
    return batch.capacity();
  }

  BatchOutlet outlet() {
    return outlet;
  }

  /** Closes the sockets that it sends by. */
  void close() {
    outlet.close();
  }
}
