package io.sluice.node.aws;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Whether a request is signed as AWS would sign it. */
final class Signatures {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/\\d{8}/([^/]+)/([^/]+)/aws4_request,"
              + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

  private static final Set<String> SIGNERS_OWN =
      Set.of("host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token");

  private Signatures() {}

  static boolean holds(
      HttpExchange exchange, byte[] body, String service, AwsSessionCredentialsIdentity key) {
    Headers sent = exchange.getRequestHeaders();
    String authorization = String.valueOf(sent.getFirst("Authorization"));
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!parts.matches()
        || !parts.group(1).equals(key.accessKeyId())
        || !parts.group(2).equals(FakeAws.REGION)
        || !parts.group(3).equals(service)
        || !key.sessionToken().equals(sent.getFirst("X-Amz-Security-Token"))
        || !hash(body).equals(sent.getFirst("x-amz-content-sha256"))) {
      return false;
    }
    Instant at = DATE.parse(String.valueOf(sent.getFirst("X-Amz-Date")), Instant::from);
    Map<String, String> headers = new HashMap<>();
    for (String name : parts.group(4).split(";", -1)) {
      if (!SIGNERS_OWN.contains(name)) {
        headers.put(name, String.valueOf(sent.getFirst(name)));
      }
    }
    URI uri = URI.create("http://" + sent.getFirst("Host") + exchange.getRequestURI());
    return new AwsSigner(service, FakeAws.REGION, Clock.fixed(at, ZoneOffset.UTC))
        .sign(exchange.getRequestMethod(), uri, headers, new Payload.Bytes(body), key)
        .build()
        .headers()
        .firstValue("Authorization")
        .orElseThrow()
        .equals(authorization);
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
