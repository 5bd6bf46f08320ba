package io.sluice.node.tunnel;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How sockets are made: native epoll, which moves batches (recvmmsg, sendmmsg), or Java's NIO where
 * the native library cannot load. UDP_GRO stays off: with recvmmsg Netty 4.2.18 would hand on
 * coalesced datagrams unsplit.
 */
public enum Transport {
  EPOLL,
  NIO;

  /** The kernel caps both at net.core.rmem_max and wmem_max. */
  private static final int SOCKET_BUFFER = 16 << 20;

  private static final int MAX_BATCH = 64;

  /** A batch's buffer stays far below a chunk of the pool, so that it never costs a malloc. */
  private static final int MAX_BATCH_BYTES = 512 << 10;

  private static final int QUEUE_LOW = 1 << 20;
  private static final int QUEUE_HIGH = 4 << 20;

  /** The best one that works here. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(
        1,
        new DefaultThreadFactory("tunnel", true),
        this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  Bootstrap receiver(
      EventLoopGroup loop, InetAddress address, int bufferLength, ChannelHandler handler) {
    Bootstrap bootstrap =
        socket(loop, address).handler(handler).option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER);
    if (this == EPOLL) {
      int batch = Math.clamp(MAX_BATCH_BYTES / bufferLength, 8, MAX_BATCH);
      return bootstrap
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, bufferLength)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(bufferLength * batch));
    }
    return bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(bufferLength).maxMessagesPerRead(MAX_BATCH));
  }

  Bootstrap sender(EventLoopGroup loop, InetAddress address, ChannelHandler handler) {
    return socket(loop, address)
        .handler(handler)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .option(ChannelOption.AUTO_READ, false)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(QUEUE_LOW, QUEUE_HIGH));
  }

  private Bootstrap socket(EventLoopGroup loop, InetAddress address) {
    SocketProtocolFamily family =
        address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    return new Bootstrap()
        .group(loop)
        .channelFactory(
            () -> this == EPOLL ? new EpollDatagramChannel(family) : new NioDatagramChannel(family))
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
  }
}
