package io.sluice.node.tunnel;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.Inet6Address;
import java.net.InetAddress;

/** How Netty's channels are made where nothing better works: Java's NIO. */
final class NettyChannels {
  /** The kernel caps both at net.core.rmem_max and wmem_max. */
  private static final int SOCKET_BUFFER = 16 << 20;

  private static final int MAX_BATCH = 64;
  private static final int QUEUE_LOW = 1 << 20;
  private static final int QUEUE_HIGH = 4 << 20;

  private NettyChannels() {}

  static Bootstrap receiver(
      EventLoop loop, InetAddress address, int bufferLength, ChannelHandler handler) {
    return socket(loop, address)
        .handler(handler)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .option(ChannelOption.AUTO_READ, false)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(bufferLength).maxMessagesPerRead(MAX_BATCH));
  }

  static Bootstrap sender(EventLoop loop, InetAddress address, ChannelHandler handler) {
    return socket(loop, address)
        .handler(handler)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .option(ChannelOption.AUTO_READ, false)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(QUEUE_LOW, QUEUE_HIGH));
  }

  private static Bootstrap socket(EventLoop loop, InetAddress address) {
    SocketProtocolFamily family =
        address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new NioDatagramChannel(family))
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
  }
}
