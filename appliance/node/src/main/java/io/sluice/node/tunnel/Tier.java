package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;

/** How datagrams come and go by sockets. */
public enum Tier {
  /** Linux: recvmmsg, sendmmsg and UDP segmentation, without an object for a datagram. */
  BATCHES {
    @Override
    int workers(int wanted) {
      return wanted;
    }

    @Override
    IoHandlerFactory loops() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Lane lane(IoEventLoop loop, Uplink uplink, Worker worker, boolean sharing) throws IOException {
      return new BatchLane(loop, uplink, worker, sharing);
    }

    @Override
    public String description() {
      return "recvmmsg and sendmmsg with segmentation offload";
    }
  },
  /** Whatever the machine: Java NIO, each datagram an object. Knows one worker only. */
  DATAGRAMS {
    @Override
    int workers(int wanted) {
      return 1;
    }

    @Override
    IoHandlerFactory loops() {
      return NioIoHandler.newFactory();
    }

    @Override
    Lane lane(IoEventLoop loop, Uplink uplink, Worker worker, boolean sharing) throws IOException {
      return new NettyLane(loop, uplink, worker);
    }

    @Override
    public String description() {
      return "Netty datagrams by Java NIO";
    }
  };

  abstract int workers(int wanted);

  abstract IoHandlerFactory loops();

  /**
   * @param sharing whether other lanes bind the same ports
   */
  abstract Lane lane(IoEventLoop loop, Uplink uplink, Worker worker, boolean sharing)
      throws IOException;

  /** For status and log. */
  public abstract String description();

  /** The best one that works here. */
  public static Tier best() {
    return BATCHES;
  }
}
