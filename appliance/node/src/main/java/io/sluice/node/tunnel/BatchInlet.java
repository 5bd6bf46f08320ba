package io.sluice.node.tunnel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.sluice.node.linux.Errno;
import io.sluice.node.linux.UdpSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A receiving socket on Netty's epoll loop, beside Netty's channels. */
final class BatchInlet implements EpollIoHandle {
  /** Calls in a row while more comes, before other sockets have their turn. */
  private static final int MAX_ROUNDS = 4;

  /** More than a full receive queue holds. */
  private static final int MAX_DRAIN_ROUNDS = 1_000;

  private final BatchPath path;
  private final Worker worker;
  private final UdpSocket socket;
  private final FileDescriptor descriptor;
  private volatile @Nullable Route route;
  private @Nullable IoRegistration registration;

  BatchInlet(BatchPath path, Worker worker, UdpSocket socket) {
    this.path = path;
    this.worker = worker;
    this.socket = socket;
    this.descriptor = new FileDescriptor(socket.fd());
  }

  UdpSocket socket() {
    return socket;
  }

  /** The one that its datagrams go by, if it serves already; from any thread. */
  @Nullable Route route() {
    return route;
  }

  /** From now on takes datagrams by this route. On the event loop. */
  void serve(Route next, IoEventLoop loop) {
    boolean fresh = route == null;
    route = next;
    if (fresh) {
      // Level-triggered: what one turn leaves is told again
      loop.register(this).addListener(this::registered);
    }
  }

  private void registered(Future<? super IoRegistration> done) {
    if (done.isSuccess() && done.getNow() instanceof IoRegistration made) {
      registration = made;
      made.submit(EpollIoOps.EPOLLIN);
    } else {
      worker.error(new IOException("A socket cannot be watched", done.cause()));
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    receive(MAX_ROUNDS);
  }

  /** Handles what the socket has received so far; what comes meanwhile may stay. */
  void drain() {
    receive(MAX_DRAIN_ROUNDS);
  }

  private void receive(int rounds) {
    Route now = route;
    if (now == null) {
      return;
    }
    try {
      int got = path.capacity();
      for (int i = 0; i < rounds && got == path.capacity(); i++) {
        got = path.receive(socket.fd(), now);
      }
      if (got < 0 && got != -Errno.EAGAIN && got != -Errno.EINTR) {
        worker.error(new IOException("recvmmsg: " + Errno.text(-got)));
      }
    } catch (RuntimeException e) {
      worker.error(e);
    }
  }

  /** On the event loop. */
  @Override
  public void close() {
    if (registration != null) {
      registration.cancel();
    }
    socket.close();
  }
}
