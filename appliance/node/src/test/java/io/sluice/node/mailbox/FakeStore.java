package io.sluice.node.mailbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

/** A cloud's object store on loopback, with what else is served there and faults of a test's. */
public abstract class FakeStore implements AutoCloseable {
  /** Closes the connection in the middle of the answer instead of giving a status. */
  public static final int CUT = -1;

  /** Of a page of a list. */
  protected static final int PAGE = 2;

  /** By their names as the store has them. */
  public final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  /** Methods and paths. */
  public final List<String> calls = new ArrayList<>();

  /** Whether bytes are damaged on their way into the store. */
  public volatile boolean damaged;

  private final HttpServer server;
  private final Faults faults;

  private record Fault(int status, String code) {}

  /** What is answered instead, once each. */
  protected static final class Faults {
    private final Deque<Fault> queue = new ArrayDeque<>();

    public synchronized void add(int status, String code) {
      queue.add(new Fault(status, code));
    }

    public void add(Integer... statuses) {
      List.of(statuses).forEach(status -> add(status, "Injected"));
    }

    private synchronized Fault poll() {
      return queue.poll();
    }
  }

  /** Answers a call that no fault befalls. */
  protected interface Service {
    void answer(HttpExchange exchange, byte[] body) throws IOException;
  }

  protected FakeStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    faults = serve("/mailbox", this::store);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Whoever reads and writes this store as an appliance does. */
  public abstract Mailbox mailbox();

  /** Of the objects, under {@code /mailbox/}. */
  protected abstract void store(HttpExchange exchange, byte[] body) throws IOException;

  /** The next calls of the store get these answers. */
  public void failStore(Integer... statuses) {
    faults.add(statuses);
  }

  public void failStore(int status, String code) {
    faults.add(status, code);
  }

  public String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Of the bucket or container. */
  public String address() {
    return host() + "/mailbox";
  }

  /** Serves a path, and what comes below it; a fault that is added befalls its next call. */
  protected final Faults serve(String path, Service service) {
    Faults injected = new Faults();
    server.createContext(path, exchange -> serve(exchange, injected, service));
    return injected;
  }

  private synchronized void serve(HttpExchange exchange, Faults injected, Service service)
      throws IOException {
    try (exchange) {
      calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fault fault = injected.poll();
      if (fault == null) {
        service.answer(exchange, body);
      } else if (fault.status() == CUT) {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write(new byte[10]);
      } else {
        error(exchange, fault.status(), fault.code());
      }
    }
  }

  /** What is between {@code /mailbox/} and the end. */
  protected static String object(String path) {
    return path.substring(Math.min(path.length(), "/mailbox/".length()));
  }

  protected final void read(HttpExchange exchange, String object) throws IOException {
    String text = new String(objects.get(object), StandardCharsets.UTF_8);
    String etag = "\"%032x\"".formatted(text.hashCode());
    exchange.getResponseHeaders().set("ETag", etag);
    boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    send(exchange, same ? 304 : 200, same ? "" : text);
  }

  /** Whether the call asks that no object is written over, and one is there. */
  protected final boolean isInTheWay(HttpExchange exchange, String object) {
    return "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
        && objects.containsKey(object);
  }

  /** As the sender names it, of the bytes as they came: wrong when they were damaged. */
  protected final boolean isSound(
      HttpExchange exchange, String header, String algorithm, byte[] body) {
    String named = exchange.getRequestHeaders().getFirst(header);
    return named == null || named.equals(digest(algorithm, damaged ? new byte[] {1} : body));
  }

  /** In Base64. */
  protected static String digest(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  protected static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  /** Names with this prefix, in order. */
  protected final List<String> named(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
  }

  protected static void error(HttpExchange exchange, int status, String code) throws IOException {
    send(exchange, status, "<Error><Code>" + code + "</Code></Error>");
  }

  protected static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** As many attempts as in earnest, without the waiting. */
  protected static Backoff quick() {
    return new Backoff(Backoff.DEFAULT.attempts(), Duration.ofMillis(1), Duration.ofMillis(2));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
