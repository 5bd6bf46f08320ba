package io.sluice.sandbox.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One connection: requests are answered on virtual threads, one after the other. */
final class Exchange extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

  private record Turn(Request request, boolean keepAlive) {}

  /** What the client sent before it had its answer; this and {@code busy} are the event loop's. */
  private final Queue<Turn> waiting = new ArrayDeque<>();

  private boolean busy;
  private final String scheme;
  private final Handler handler;
  private final Executor workers;

  Exchange(String scheme, Handler handler, Executor workers) {
    this.scheme = scheme;
    this.handler = handler;
    this.workers = workers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    waiting.add(new Turn(read(message), HttpUtil.isKeepAlive(message)));
    next(context);
  }

  /** On the event loop: begins with the oldest request, unless one is being answered. */
  private void next(ChannelHandlerContext context) {
    Turn turn = busy ? null : waiting.poll();
    if (turn == null) {
      return;
    }
    busy = true;
    try {
      workers.execute(() -> answer(context, turn.request(), turn.keepAlive()));
    } catch (RejectedExecutionException e) {
      close(context);
    }
  }

  private ChannelFutureListener answered(ChannelHandlerContext context, boolean keepAlive) {
    return keepAlive
        ? sent -> {
          busy = false;
          next(context);
        }
        : ChannelFutureListener.CLOSE;
  }

  private Request read(FullHttpRequest message) {
    String uri = message.uri();
    if (uri.startsWith("http://") || uri.startsWith("https://")) {
      int slash = uri.indexOf('/', uri.indexOf("//") + 2);
      uri = slash < 0 ? "/" : uri.substring(slash);
    }
    // The SDK puts a scope that begins with a slash after one; Azure takes them for one
    uri = uri.replaceFirst("^//+", "/");
    int mark = uri.indexOf('?');
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : message.headers()) {
      headers.merge(
          header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + "," + b);
    }
    return new Request(
        scheme,
        message.method().name(),
        mark < 0 ? uri : uri.substring(0, mark),
        mark < 0 ? "" : uri.substring(mark + 1),
        headers,
        ByteBufUtil.getBytes(message.content()),
        Map.of());
  }

  private void answer(ChannelHandlerContext context, Request request, boolean keepAlive) {
    Response response;
    try {
      response = handler.handle(request);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, request.method() + " " + request.rawPath(), e);
      response =
          Response.json(
              500, "{\"error\":{\"code\":\"InternalServerError\",\"message\":\"sandbox bug\"}}");
    }
    if (response.drop()) {
      close(context);
      return;
    }
    BodyWriter stream = response.stream();
    if (stream == null) {
      writeWhole(context, request, response, keepAlive);
    } else {
      writeStream(context, response, stream, keepAlive);
    }
  }

  private void writeWhole(
      ChannelHandlerContext context, Request request, Response response, boolean keepAlive) {
    boolean head = request.method().equals("HEAD");
    DefaultFullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()));
    head(message, response, keepAlive);
    if (response.status() != 204
        && response.status() != 304
        && !message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    ChannelFuture unused = context.writeAndFlush(message).addListener(answered(context, keepAlive));
  }

  private void writeStream(
      ChannelHandlerContext context, Response response, BodyWriter body, boolean keepAlive) {
    HttpResponse message =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
    head(message, response, keepAlive);
    if (!message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    ChannelFuture unusedHead = context.writeAndFlush(message);
    try (OutputStream out = new BufferedOutputStream(new Chunks(context), 16 * 1024)) {
      body.write(out);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a streamed answer broke off", e);
      close(context);
      return;
    }
    ChannelFuture unused =
        context
            .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
            .addListener(answered(context, keepAlive));
  }

  /** Nobody waits for a connection to be gone. */
  private static void close(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }

  private static void head(HttpResponse message, Response response, boolean keepAlive) {
    response.headers().forEach((name, value) -> message.headers().set(name, value));
    HttpUtil.setKeepAlive(message, keepAlive);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A client that hangs up or speaks no TLS is its own affair
    LOG.log(System.Logger.Level.DEBUG, "connection broke", cause);
    close(context);
  }

  /** Sends each write as one chunk and waits for it, so that a slow client slows the writer. */
  private static final class Chunks extends OutputStream {
    private final ChannelHandlerContext context;

    Chunks(ChannelHandlerContext context) {
      this.context = context;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      var sent =
          context.writeAndFlush(
              new DefaultHttpContent(Unpooled.copiedBuffer(bytes, offset, length)));
      if (!sent.awaitUninterruptibly().isSuccess()) {
        throw new IOException("the client has gone", sent.cause());
      }
    }
  }
}
