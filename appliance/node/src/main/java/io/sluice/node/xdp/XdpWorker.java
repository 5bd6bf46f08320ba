package io.sluice.node.xdp;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.sluice.node.tunnel.Route;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.WallClock;
import io.sluice.node.tunnel.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One worker's event loop reading one socket of each receive queue. */
final class XdpWorker {
  /** How often to look at rings that nobody announces: those of empty and of sent frames. */
  private static final int IDLE_MILLIS = 5;

  private final IoEventLoop loop;
  private final Worker worker;
  private final RouteTable routes = new RouteTable();
  private final List<XdpLane> lanes = new ArrayList<>();
  private final List<XdpSocket> sockets = new ArrayList<>();
  private final List<IoRegistration> registrations = new ArrayList<>();
  private final WallClock clock = new WallClock();
  private final Future<?> idle;

  XdpWorker(int index, IoEventLoop loop, Worker worker, List<QueueSockets> queues) {
    this.loop = loop;
    this.worker = worker;
    for (QueueSockets queue : queues) {
      QueueSockets.Member member = queue.member(index);
      XdpLane lane =
          new XdpLane(
              member.socket()::kick,
              queue.memory(),
              member.received(),
              member.toSend(),
              routes,
              worker);
      lanes.add(lane);
      sockets.add(member.socket());
      IoRegistration registration =
          loop.register(new Handle(lane, member.socket())).syncUninterruptibly().getNow();
      registration.submit(EpollIoOps.EPOLLIN);
      registrations.add(registration);
    }
    idle = loop.scheduleWithFixedDelay(this::idle, IDLE_MILLIS, IDLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void idle() {
    for (XdpLane lane : lanes) {
      lane.send();
      lane.recycle();
    }
  }

  /** On the event loop. */
  void serve(List<Route> next) {
    routes.change(next);
  }

  void addDrops(Map<Tunnel, Long> drops) {
    for (XdpLane lane : lanes) {
      for (Tunnel tunnel : Tunnel.values()) {
        drops.merge(tunnel, lane.damaged(tunnel), Long::sum);
      }
    }
    for (XdpSocket socket : sockets) {
      drops.merge(routes.firstTunnel(), socket.lost(), Long::sum);
    }
  }

  /**
   * Handles what has been received.
   *
   * @return frames that the kernel has not taken to be sent
   */
  long drain() {
    return loop.submit(this::drainOnLoop).syncUninterruptibly().getNow();
  }

  private long drainOnLoop() {
    long left = 0;
    for (XdpLane lane : lanes) {
      do {
        lane.read(clock.nanos());
      } while (lane.isReady());
      lane.send();
      lane.recycle();
      left += lane.waiting();
    }
    return left;
  }

  /** Reads no more, and counts frames that will not be sent any more. */
  void stop() {
    idle.cancel(false);
    registrations.forEach(IoRegistration::cancel);
    // Behind the cancellations: after this no lane is read
    int left = (int) drain();
    loop.submit(() -> worker.counters().unsent(left)).syncUninterruptibly();
  }

  /** What the event loop polls. Level-triggered: what a turn leaves is announced again. */
  private final class Handle implements EpollIoHandle {
    private final XdpLane lane;
    private final FileDescriptor file;

    Handle(XdpLane lane, XdpSocket socket) {
      this.lane = lane;
      this.file = new FileDescriptor(socket.file());
    }

    @Override
    public FileDescriptor fd() {
      return file;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      long nanos = clock.nanos();
      try {
        lane.read(nanos);
        worker.tick(nanos);
      } catch (RuntimeException e) {
        worker.error(e);
      }
    }

    /** The socket is closed by its queue. */
    @Override
    public void close() {}
  }
}
