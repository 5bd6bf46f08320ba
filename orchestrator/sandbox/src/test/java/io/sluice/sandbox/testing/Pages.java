package io.sluice.sandbox.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The probe's page of an appliance, and that of its counters. */
final class Pages implements Closeable {
  private final HttpServer probe;
  private final HttpServer metrics;
  private volatile int health = 200;

  Pages(InetAddress address, Supplier<String> counters) throws IOException {
    probe = serve(address, 8080, "/health", () -> health, () -> "");
    metrics = serve(address, 9464, "/metrics", () -> 200, counters);
  }

  private static HttpServer serve(
      InetAddress address, int port, String path, IntSupplier status, Supplier<String> page)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.createContext(
        path,
        exchange -> {
          byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status.getAsInt(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** What the probe is answered with. */
  void health(int status) {
    health = status;
  }

  @Override
  public void close() {
    probe.stop(0);
    metrics.stop(0);
  }
}
