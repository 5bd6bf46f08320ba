package io.sluice.node.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
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

  /** Whether bytes are damaged on their way into the store. */
  public volatile boolean damaged;

  private final Deque<Integer> blobFaults = new ArrayDeque<>();
  private final Deque<Integer> metadataFaults = new ArrayDeque<>();
  private final HttpServer server;
  private int tokens;
  private String tokenLife = "3600";

  public FakeAzure() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mailbox", exchange -> serve(exchange, blobFaults, this::blob));
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
    String path = exchange.getRequestURI().getPath();
    String object = path.substring(Math.min(path.length(), "/mailbox/".length()));
    if (!("Bearer secret-" + tokens).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !"2023-11-03".equals(exchange.getRequestHeaders().getFirst("x-ms-version"))) {
      send(exchange, 401, "<Error><Code>InvalidAuthenticationInfo</Code></Error>");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      write(exchange, object);
    } else if (object.isEmpty()) {
      list(exchange);
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

  private void write(HttpExchange exchange, String object) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean block = "BlockBlob".equals(exchange.getRequestHeaders().getFirst("x-ms-blob-type"));
    String md5 = exchange.getRequestHeaders().getFirst("Content-MD5");
    if (md5 != null && !md5.equals(md5(damaged ? new byte[] {1} : body))) {
      send(exchange, 400, "<Error><Code>Md5Mismatch</Code></Error>");
    } else if ("*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
        && objects.containsKey(object)) {
      send(exchange, 409, "<Error><Code>BlobAlreadyExists</Code></Error>");
    } else {
      objects.put(object, body);
      send(exchange, block ? 201 : 400, "");
    }
  }

  /** List Blobs, two a page. */
  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    List<String> found =
        objects.keySet().stream()
            .filter(name -> name.startsWith(query.getOrDefault("prefix", "")))
            .filter(name -> name.compareTo(query.getOrDefault("marker", "")) >= 0)
            .sorted()
            .toList();
    StringBuilder page = new StringBuilder("\ufeff<EnumerationResults><Blobs>");
    for (String name : found.subList(0, Math.min(2, found.size()))) {
      byte[] bytes = objects.get(name);
      page.append(
          "<Blob><Name>%s</Name><Properties><Content-Length>%d</Content-Length><Content-MD5>%s</Content-MD5></Properties></Blob>"
              .formatted(name, bytes.length, md5(bytes)));
    }
    String next = found.size() > 2 ? found.get(2) : "";
    send(
        exchange, 200, page + "</Blobs><NextMarker>" + next + "</NextMarker></EnumerationResults>");
  }

  private static String md5(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
