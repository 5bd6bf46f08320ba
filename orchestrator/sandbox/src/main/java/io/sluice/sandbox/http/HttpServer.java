package io.sluice.sandbox.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on 127.0.0.1, once plain and once with TLS, each on a port that the system chose. Bodies
 * are held in memory, at most {@link #MAX_BODY} bytes (413 above).
 */
public final class HttpServer implements AutoCloseable {
  /** One request body, in bytes: room for an appliance bundle put in a single shot. */
  public static final int MAX_BODY = 512 * 1024 * 1024;

  private static final int MAX_URI = 16 * 1024;
  private static final int MAX_HEADERS = 64 * 1024;
  private static final int MAX_CHUNK = 64 * 1024;

  private final EventLoopGroup loops;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Channel> listeners = new ArrayList<>();
  private final int port;
  private final int tlsPort;

  /** Listens at once; {@code handler} may be asked before this returns. */
  public HttpServer(SslContext tls, Handler handler) {
    loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    port = listen(new InetSocketAddress(loopback, 0), "http", null, handler);
    tlsPort = listen(new InetSocketAddress(loopback, 0), "https", tls, handler);
  }

  private int listen(
      InetSocketAddress address, String scheme, @Nullable SslContext tls, Handler handler) {
    Channel channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    if (tls != null) {
                      client.pipeline().addLast(tls.newHandler(client.alloc()));
                    }
                    client
                        .pipeline()
                        .addLast(new HttpServerCodec(MAX_URI, MAX_HEADERS, MAX_CHUNK))
                        .addLast(new HttpObjectAggregator(MAX_BODY))
                        .addLast(new Exchange(scheme, handler, workers));
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
    listeners.add(channel);
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  public int port() {
    return port;
  }

  public int tlsPort() {
    return tlsPort;
  }

  /** Stops listening, lets answers under way go out for at most two seconds, and closes. */
  @Override
  public void close() {
    for (Channel listener : listeners) {
      listener.close().syncUninterruptibly();
    }
    workers.shutdown();
    try {
      if (!workers.awaitTermination(2, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
