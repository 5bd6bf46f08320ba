package io.sluice.node.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * S3, Auto Scaling and the metadata service on loopback, with faults that a test injects. Every
 * request must be signed by the credentials that the metadata service gave last.
 */
public final class FakeAws implements AutoCloseable {
  /** Closes the connection in the middle of the answer instead of giving a status. */
  public static final int CUT = -1;

  public static final String REGION = "eu-west-1";

  /** Of S3 objects, by their path as it was sent: still encoded. */
  public final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  public final List<String> calls = new ArrayList<>();

  /** Forms that Auto Scaling took. */
  public final List<String> completed = new ArrayList<>();

  /** Whether bytes are damaged on their way into the store. */
  public volatile boolean damaged;

  private record Fault(int status, String code) {}

  private final Deque<Fault> storeFaults = new ArrayDeque<>();
  private final Deque<Fault> metadataFaults = new ArrayDeque<>();
  private final Deque<Fault> scalingFaults = new ArrayDeque<>();
  private final HttpServer server;
  private int keys;
  private int sessions;
  private Duration keysLive = Duration.ofHours(6);
  private String lifecycleState = "InService";

  public FakeAws() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mailbox", exchange -> serve(exchange, storeFaults, this::store));
    server.createContext("/scaling", exchange -> serve(exchange, scalingFaults, this::scaling));
    server.createContext("/imds/i-0a1/latest/", e -> serve(e, metadataFaults, this::metadata));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  private String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Of the bucket, path-style. */
  public String bucket() {
    return host() + "/mailbox";
  }

  /** Of the metadata service: it has a path. */
  public String endpoint() {
    return host() + "/imds/i-0a1";
  }

  /** Of the Auto Scaling API. */
  public String autoscaling() {
    return host() + "/scaling";
  }

  public synchronized void failStore(Integer... statuses) {
    List.of(statuses).forEach(status -> failStore(status, "Injected"));
  }

  public synchronized void failStore(int status, String code) {
    storeFaults.add(new Fault(status, code));
  }

  public synchronized void failMetadata(Integer... statuses) {
    List.of(statuses).forEach(status -> metadataFaults.add(new Fault(status, "Injected")));
  }

  public synchronized void failScaling(int status, String code) {
    scalingFaults.add(new Fault(status, code));
  }

  /** How long the next keys live. */
  public synchronized void keysLive(Duration life) {
    keysLive = life;
  }

  public synchronized void lifecycleState(String state) {
    lifecycleState = state;
  }

  public AwsMetadata metadata(Clock clock) {
    return new AwsMetadata(HttpClient.newHttpClient(), quick(), endpoint(), clock);
  }

  public Mailbox mailbox() {
    return mailbox(Clock.systemUTC());
  }

  Mailbox mailbox(Clock clock) {
    return new S3Mailbox(
        HttpClient.newHttpClient(), quick(), bucket(), REGION, metadata(clock), clock);
  }

  LifecycleHook hook() {
    return new LifecycleHook(
        HttpClient.newHttpClient(),
        quick(),
        autoscaling(),
        REGION,
        "net ops",
        "drain",
        metadata(Clock.systemUTC()),
        Clock.systemUTC());
  }

  /** As many attempts as in earnest, without the waiting. */
  private static Backoff quick() {
    return new Backoff(Backoff.DEFAULT.attempts(), Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private interface Service {
    void answer(HttpExchange exchange, byte[] body) throws IOException;
  }

  private synchronized void serve(HttpExchange exchange, Deque<Fault> faults, Service service)
      throws IOException {
    try (exchange) {
      calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fault fault = faults.poll();
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

  private void metadata(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/imds/i-0a1/latest/".length());
    String method = exchange.getRequestMethod();
    if (method.equals("PUT") && path.equals("api/token")) {
      boolean bounded =
          exchange.getRequestHeaders().containsKey("X-aws-ec2-metadata-token-ttl-seconds");
      sessions++;
      send(exchange, bounded ? 200 : 400, "session-" + sessions);
      return;
    }
    String session = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
    if (!("session-" + sessions).equals(session)) {
      send(exchange, 401, "");
      return;
    }
    switch (path) {
      case "meta-data/instance-id" -> send(exchange, 200, "i-0a1");
      case "meta-data/autoscaling/target-lifecycle-state" ->
          send(exchange, lifecycleState.isEmpty() ? 404 : 200, lifecycleState);
      case "meta-data/iam/security-credentials/" -> send(exchange, 200, "netops-machines");
      case "meta-data/iam/security-credentials/netops-machines" -> {
        keys++;
        AwsSessionCredentialsIdentity key = key();
        send(
            exchange,
            200,
            """
            {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"%s","SecretAccessKey":"%s",
             "Token":"%s","Expiration":"%s"}
            """
                .formatted(
                    key.accessKeyId(),
                    key.secretAccessKey(),
                    key.sessionToken(),
                    Instant.now().plus(keysLive)));
      }
      default -> send(exchange, 404, "");
    }
  }

  private AwsSessionCredentialsIdentity key() {
    return AwsSessionCredentialsIdentity.create(
        "ASIA" + keys, "secret-key-" + keys, "secret-token-" + keys);
  }

  private void store(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String object = path.substring(Math.min(path.length(), "/mailbox/".length()));
    if (!Signatures.holds(exchange, body, "s3", key())) {
      error(exchange, 403, "SignatureDoesNotMatch");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      write(exchange, object, body);
    } else if (object.isEmpty()) {
      list(exchange);
    } else if (!objects.containsKey(object)) {
      error(exchange, 404, "NoSuchKey");
    } else {
      String text = new String(objects.get(object), StandardCharsets.UTF_8);
      String etag = "\"%032x\"".formatted(text.hashCode());
      exchange.getResponseHeaders().set("ETag", etag);
      boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      send(exchange, same ? 304 : 200, same ? "" : text);
    }
  }

  private void write(HttpExchange exchange, String object, byte[] body) throws IOException {
    String checksum = exchange.getRequestHeaders().getFirst("x-amz-checksum-sha256");
    byte[] got = damaged ? new byte[] {1} : body;
    if (checksum != null && !checksum.equals(digest("SHA-256", got))) {
      error(exchange, 400, "BadDigest");
    } else if ("*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
        && objects.containsKey(object)) {
      error(exchange, 412, "PreconditionFailed");
    } else {
      objects.put(object, body);
      send(exchange, 200, "");
    }
  }

  /** ListObjectsV2, two objects a page. */
  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    List<String> found =
        objects.keySet().stream()
            .filter(key -> key.startsWith(query.getOrDefault("prefix", "")))
            .filter(key -> key.compareTo(query.getOrDefault("continuation-token", "")) > 0)
            .sorted()
            .toList();
    StringBuilder page = new StringBuilder("<ListBucketResult>");
    for (String key : found.subList(0, Math.min(2, found.size()))) {
      byte[] bytes = objects.get(key);
      page.append(
          "<Contents><Key>%s</Key><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>"
              .formatted(
                  key,
                  HexFormat.of().formatHex(Base64.getDecoder().decode(digest("MD5", bytes))),
                  bytes.length));
    }
    if (found.size() > 2) {
      page.append("<NextContinuationToken>" + found.get(1) + "</NextContinuationToken>");
    }
    send(exchange, 200, page + "</ListBucketResult>");
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void scaling(HttpExchange exchange, byte[] body) throws IOException {
    if (!Signatures.holds(exchange, body, "autoscaling", key())) {
      error(exchange, 403, "SignatureDoesNotMatch");
    } else {
      completed.add(new String(body, StandardCharsets.UTF_8));
      send(exchange, 200, "<CompleteLifecycleActionResponse/>");
    }
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    send(
        exchange,
        status,
        "<ErrorResponse><Error><Code>" + code + "</Code></Error></ErrorResponse>");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = status == 304 ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
