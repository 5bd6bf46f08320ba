package io.sluice.node.aws;

import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox in an S3 bucket, by <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a> and <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>.
 */
public final class S3Mailbox implements Mailbox {
  private final AwsCalls calls;
  private final String bucket;

  /**
   * @param bucket its URL, path-style or virtual-hosted
   * @param region of the bucket
   */
  public S3Mailbox(
      HttpClient client,
      Backoff backoff,
      String bucket,
      String region,
      AwsMetadata identity,
      Clock clock) {
    this.calls = new AwsCalls(client, backoff, identity, "s3", region, clock);
    this.bucket = bucket.endsWith("/") ? bucket.substring(0, bucket.length() - 1) : bucket;
  }

  @Override
  public Reply get(String object, @Nullable String knownEtag)
      throws MailboxException, InterruptedException {
    String what = "Reading " + object;
    Map<String, String> headers = knownEtag == null ? Map.of() : Map.of("If-None-Match", knownEtag);
    HttpResponse<byte[]> response = calls.send(what, "GET", uri(object), headers, Payload.NOTHING);
    return switch (response.statusCode()) {
      case 200 ->
          new Reply.Found(response.body(), response.headers().firstValue("ETag").orElse(""));
      case 304 -> new Reply.Unchanged();
      case 404 -> new Reply.Missing();
      default -> throw AwsCalls.refused(what, response);
    };
  }

  @Override
  public void put(String object, byte[] bytes, String contentType)
      throws MailboxException, InterruptedException {
    put(object, new Payload.Bytes(bytes), contentType);
  }

  @Override
  public void put(String object, Path file, String contentType)
      throws MailboxException, InterruptedException {
    Payload payload;
    try {
      payload = Payload.OfFile.of(file);
    } catch (IOException e) {
      throw new MailboxException("%s cannot be read".formatted(file), e);
    }
    put(object, payload, contentType);
  }

  private void put(String object, Payload payload, String contentType)
      throws MailboxException, InterruptedException {
    String what = "Writing " + object;
    HttpResponse<byte[]> response =
        calls.send(what, "PUT", uri(object), Map.of("Content-Type", contentType), payload);
    if (response.statusCode() != 200) {
      throw AwsCalls.refused(what, response);
    }
  }

  private URI uri(String object) {
    return URI.create(bucket + "/" + encoded(object));
  }

  /** Each byte but RFC 3986's unreserved ones and the slash as %XX, as S3's signatures want it. */
  static String encoded(String key) {
    StringBuilder path = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~/".indexOf(c) >= 0;
      path.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return path.toString();
  }
}
