package io.sluice.node.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A small HTTP server with one path; everything else is 404. */
public final class Endpoint implements AutoCloseable {
  static {
    // A client that dawdles must not hold a connection for ever (seconds; read once by the JDK)
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
  }

  /** An answer to GET or HEAD. */
  public record Answer(int status, String contentType, String body) {
    public static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body + "\n");
    }
  }

  private final HttpServer server;

  /**
   * Binds and answers.
   *
   * @throws IOException when the port cannot be bound; its message is a whole clause
   */
  public Endpoint(InetSocketAddress address, String path, Supplier<Answer> answer)
      throws IOException {
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          "TCP port %d on %s cannot be bound: %s"
              .formatted(address.getPort(), address.getAddress().getHostAddress(), e.getMessage()),
          e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange ->
            send(
                exchange,
                exchange.getRequestURI().getPath().equals(path)
                    ? get(exchange, answer)
                    : Answer.text(404, "not found")));
    server.start();
  }

  private static Answer get(HttpExchange exchange, Supplier<Answer> answer) {
    String method = exchange.getRequestMethod();
    return method.equals("GET") || method.equals("HEAD")
        ? answer.get()
        : Answer.text(405, "only GET and HEAD");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** The bound port. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
