package io.sluice.node.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** Blob storage and the metadata service on loopback, with faults that a test injects. */
public final class FakeAzure implements AutoCloseable {
  /** Closes the connection in the middle of the answer instead of giving a status. */
  public static final int CUT = -1;

  public final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  public final List<String> calls = new ArrayList<>();
  private final Deque<Integer> blobFaults = new ArrayDeque<>();
  private final Deque<Integer> metadataFaults = new ArrayDeque<>();
  private final HttpServer server;
  private int tokens;
  private String tokenLife = "3600";

  public FakeAzure() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mailbox/", exchange -> serve(exchange, blobFaults, this::blob));
    server.createContext("/metadata/", exchange -> serve(exchange, metadataFaults, this::metadata));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public String container() {
    return host() + "/mailbox";
  }

  public synchronized void failBlob(Integer... statuses) {
    blobFaults.addAll(List.of(statuses));
  }

  public synchronized void failMetadata(Integer... statuses) {
    metadataFaults.addAll(List.of(statuses));
  }

  public synchronized void tokensLive(String seconds) {
    tokenLife = seconds;
  }

  public AzureMetadata metadata(Clock clock) {
    return new AzureMetadata(HttpClient.newHttpClient(), quick(), host(), "client", clock);
  }

  public Mailbox mailbox() {
    return new AzureBlobMailbox(
        HttpClient.newHttpClient(), quick(), container(), metadata(Clock.systemUTC()));
  }

  /** As many attempts as in earnest, without the waiting. */
  private static Backoff quick() {
    return new Backoff(Backoff.DEFAULT.attempts(), Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private interface Service {
    void answer(HttpExchange exchange) throws IOException;
  }

  private synchronized void serve(HttpExchange exchange, Deque<Integer> faults, Service service)
      throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      calls.add(exchange.getRequestMethod() + " " + uri.getPath());
      Integer fault = faults.poll();
      if (fault == null) {
        service.answer(exchange);
      } else if (fault == CUT) {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write(new byte[10]);
      } else {
        send(exchange, fault, "<Error><Code>Injected</Code></Error>");
      }
    }
  }

  private void metadata(HttpExchange exchange) throws IOException {
    if (!"true".equals(exchange.getRequestHeaders().getFirst("Metadata"))) {
      send(exchange, 400, "");
    } else if (exchange.getRequestURI().getPath().equals("/metadata/instance")) {
      send(exchange, 200, "{\"compute\":{\"name\":\"fleet_3\"}}");
    } else {
      tokens++;
      send(
          exchange,
          200,
          "{\"access_token\":\"secret-%d\",\"expires_in\":\"%s\"}".formatted(tokens, tokenLife));
    }
  }

  private void blob(HttpExchange exchange) throws IOException {
    String object = exchange.getRequestURI().getPath().substring("/mailbox/".length());
    if (!("Bearer secret-" + tokens).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !"2023-11-03".equals(exchange.getRequestHeaders().getFirst("x-ms-version"))) {
      send(exchange, 401, "<Error><Code>InvalidAuthenticationInfo</Code></Error>");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      boolean block = "BlockBlob".equals(exchange.getRequestHeaders().getFirst("x-ms-blob-type"));
      objects.put(object, exchange.getRequestBody().readAllBytes());
      send(exchange, block ? 201 : 400, "");
    } else if (!objects.containsKey(object)) {
      send(exchange, 404, "<Error><Code>BlobNotFound</Code></Error>");
    } else {
      String body = new String(objects.get(object), StandardCharsets.UTF_8);
      String etag = "\"0x%08X\"".formatted(body.hashCode());
      exchange.getResponseHeaders().set("ETag", etag);
      boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      send(exchange, same ? 304 : 200, same ? "" : body);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
