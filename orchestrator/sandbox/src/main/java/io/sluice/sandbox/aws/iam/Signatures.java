package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Judges the signatures of requests. Of keys that this sandbox issued it knows the secrets, and a
 * request with one must be signed well; any other key is somebody's own, and is believed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Create a signed AWS API request</a>
 */
public final class Signatures {
  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final TemporaryKeys keys;

  public Signatures(TemporaryKeys keys) {
    this.keys = keys;
  }

  /**
   * Judges a request.
   *
   * @return how the chunks of its body must be signed, where they must be
   * @throws AwsException {@code SignatureDoesNotMatch}, {@code ExpiredToken} and others, as the
   *     service that is called words them
   */
  public Optional<ChunkSignatures> verify(Request request, Caller caller) {
    Optional<TemporaryKey> found = keys.find(caller.accessKey());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TemporaryKey key = found.get();
    Refusals refusals = new Refusals(caller.service());
    Signature signature = Signature.of(request).orElseThrow(refusals::doesNotMatch);
    token(request, signature, key, refusals);
    if (keys.now().isAfter(key.expires())) {
      throw refusals.expired();
    }
    time(signature, refusals);
    String payload = payload(request, caller, signature, refusals);
    String text = CanonicalRequest.of(request, signature, caller.service().equals("s3"), payload);
    byte[] signingKey = Hmac.signingKey(key.secret(), signature.scope());
    String expected =
        Hmac.hex(
            Hmac.sha256(
                signingKey,
                String.join(
                    "\n",
                    "AWS4-HMAC-SHA256",
                    signature.time(),
                    signature.scope(),
                    Hmac.hash(text))));
    if (!same(expected, signature.value())) {
      throw refusals.doesNotMatch();
    }
    return payload.startsWith("STREAMING-AWS4-HMAC-SHA256")
        ? Optional.of(
            new ChunkSignatures(signingKey, signature.time(), signature.scope(), expected))
        : Optional.empty();
  }

  /** The ARN of a session that holds a key of ours, else the key itself. */
  public String nameOf(Caller caller) {
    return keys.find(caller.accessKey()).map(TemporaryKey::arn).orElse(caller.accessKey());
  }

  private static void token(
      Request request, Signature signature, TemporaryKey key, Refusals refusals) {
    Optional<String> token =
        signature.inQuery()
            ? request.query("X-Amz-Security-Token")
            : request.header("x-amz-security-token");
    if (token.isEmpty()) {
      throw refusals.unknownKey();
    }
    if (!same(key.token(), token.get())) {
      throw refusals.wrongToken();
    }
  }

  private void time(Signature signature, Refusals refusals) {
    Instant signed;
    try {
      signed = BASIC.parse(signature.time(), Instant::from);
    } catch (DateTimeException e) {
      throw refusals.doesNotMatch();
    }
    Duration age = Duration.between(signed, keys.now());
    if (!signature.scope().startsWith(signature.time().substring(0, 8))) {
      throw refusals.doesNotMatch();
    }
    if (signature.inQuery()) {
      if (age.compareTo(signature.validFor()) > 0) {
        throw new AwsException(403, "AccessDenied", "Request has expired");
      }
    } else if (age.abs().compareTo(SKEW) > 0) {
      throw refusals.skewed();
    }
  }

  private static String payload(
      Request request, Caller caller, Signature signature, Refusals refusals) {
    Optional<String> said = request.header("x-amz-content-sha256");
    if (caller.service().equals("s3")) {
      // S3 itself holds the body against the hash while it stores it
      return said.orElseGet(
          () -> signature.inQuery() ? "UNSIGNED-PAYLOAD" : Hmac.hash(request.body()));
    }
    String hash = Hmac.hash(request.body());
    if (said.isPresent() && !said.get().equals(hash)) {
      throw refusals.doesNotMatch();
    }
    return hash;
  }

  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
