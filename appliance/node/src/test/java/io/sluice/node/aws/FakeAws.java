package io.sluice.node.aws;

import com.sun.net.httpserver.HttpExchange;
import io.sluice.node.mailbox.FakeStore;
import io.sluice.node.mailbox.Mailbox;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * S3, Auto Scaling and the metadata service on loopback. Objects are by their path as it was sent:
 * still encoded. Every request must be signed by the credentials that the metadata service gave
 * last.
 */
public final class FakeAws extends FakeStore {
  public static final String REGION = "eu-west-1";

  /** Forms that Auto Scaling took. */
  public final List<String> completed = new ArrayList<>();

  private final Faults metadataFaults;
  private final Faults scalingFaults;
  private int keys;
  private int sessions;
  private Duration keysLive = Duration.ofHours(6);
  private String lifecycleState = "InService";

  public FakeAws() throws IOException {
    scalingFaults = serve("/scaling", this::scaling);
    metadataFaults = serve("/imds/i-0a1/latest/", this::metadata);
  }

  /** Of the metadata service: it has a path. */
  public String endpoint() {
    return host() + "/imds/i-0a1";
  }

  /** Of the Auto Scaling API. */
  public String autoscaling() {
    return host() + "/scaling";
  }

  public void failMetadata(Integer... statuses) {
    metadataFaults.add(statuses);
  }

  public void failScaling(int status, String code) {
    scalingFaults.add(status, code);
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

  @Override
  public Mailbox mailbox() {
    return new S3Mailbox(
        HttpClient.newHttpClient(),
        quick(),
        address(),
        REGION,
        metadata(Clock.systemUTC()),
        Clock.systemUTC());
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

  @Override
  protected void store(HttpExchange exchange, byte[] body) throws IOException {
    String object = object(exchange.getRequestURI().getRawPath());
    if (!Signatures.holds(exchange, body, "s3", key())) {
      error(exchange, 403, "SignatureDoesNotMatch");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      write(exchange, object, body);
    } else if (object.isEmpty()) {
      list(exchange);
    } else if (!objects.containsKey(object)) {
      error(exchange, 404, "NoSuchKey");
    } else {
      read(exchange, object);
    }
  }

  private void write(HttpExchange exchange, String object, byte[] body) throws IOException {
    if (!isSound(exchange, "x-amz-checksum-sha256", "SHA-256", body)) {
      error(exchange, 400, "BadDigest");
    } else if (isInTheWay(exchange, object)) {
      error(exchange, 412, "PreconditionFailed");
    } else {
      objects.put(object, body);
      send(exchange, 200, "");
    }
  }

  /** ListObjectsV2. */
  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange);
    String after = query.getOrDefault("continuation-token", "");
    List<String> found =
        named(query.getOrDefault("prefix", "")).stream()
            .filter(key -> key.compareTo(after) > 0)
            .toList();
    StringBuilder page = new StringBuilder("<ListBucketResult>");
    for (String key : found.subList(0, Math.min(PAGE, found.size()))) {
      byte[] bytes = objects.get(key);
      page.append(
          "<Contents><Key>%s</Key><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>"
              .formatted(
                  key,
                  HexFormat.of().formatHex(Base64.getDecoder().decode(digest("MD5", bytes))),
                  bytes.length));
    }
    if (found.size() > PAGE) {
      page.append("<NextContinuationToken>" + found.get(PAGE - 1) + "</NextContinuationToken>");
    }
    send(exchange, 200, page + "</ListBucketResult>");
  }

  private void scaling(HttpExchange exchange, byte[] body) throws IOException {
    if (!Signatures.holds(exchange, body, "autoscaling", key())) {
      error(exchange, 403, "SignatureDoesNotMatch");
    } else {
      completed.add(new String(body, StandardCharsets.UTF_8));
      send(exchange, 200, "<CompleteLifecycleActionResponse/>");
    }
  }
}
