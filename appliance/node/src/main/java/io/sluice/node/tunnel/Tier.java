package io.sluice.node.tunnel;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.sluice.node.linux.UdpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

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
      return "batches by recvmmsg, sendmmsg and UDP segmentation";
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
      String missing = missing();
      return "Netty datagrams by Java NIO, " + (missing == null ? "as asked for" : missing);
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
    return missing() == null ? BATCHES : DATAGRAMS;
  }

  /** Why batches do not work here, as a clause that goes on; null if they do. */
  private static @Nullable String missing() {
    if (!Epoll.isAvailable()) {
      return "because native epoll cannot be loaded: " + Epoll.unavailabilityCause().getMessage();
    }
    try (UdpSocket any = UdpSocket.open(InetAddress.getLoopbackAddress())) {
      return any.fd() >= 0 ? null : "because there are no sockets";
    } catch (IOException | NoSuchElementException | LinkageError e) {
      return "because the C library cannot be called: " + e.getMessage();
    }
  }
}
