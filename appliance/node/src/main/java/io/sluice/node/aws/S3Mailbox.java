package io.sluice.node.aws;

import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.StoreClock;
import io.sluice.node.mailbox.Upload;
import io.sluice.node.mailbox.XmlList;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox in an S3 bucket, by <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a> and <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>.
 */
public final class S3Mailbox implements Mailbox {
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final AwsCalls calls;
  private final String bucket;
  private final StoreClock storeClock;

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
    this.storeClock = new StoreClock(clock);
  }

  @Override
  public Reply get(String object, @Nullable String knownEtag)
      throws MailboxException, InterruptedException {
    String what = "Reading " + object;
    Map<String, String> headers = knownEtag == null ? Map.of() : Map.of("If-None-Match", knownEtag);
    HttpResponse<byte[]> response = calls.send(what, "GET", uri(object), headers, Payload.NOTHING);
    storeClock.seen(response);
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

  @Override
  public List<Listed> list(String prefix) throws MailboxException, InterruptedException {
    String what = "Listing " + prefix;
    List<Listed> all = new ArrayList<>();
    String token = "";
    do {
      String page = token.isEmpty() ? "" : "&continuation-token=" + inQuery(token);
      URI uri = URI.create(bucket + "?list-type=2&prefix=" + inQuery(prefix) + page);
      HttpResponse<byte[]> response = calls.send(what, "GET", uri, Map.of(), Payload.NOTHING);
      storeClock.seen(response);
      if (response.statusCode() != 200) {
        throw AwsCalls.refused(what, response);
      }
      XmlList list =
          XmlList.read(
              what, response.body(), "Contents", "NextContinuationToken", S3Mailbox::listed);
      all.addAll(list.objects());
      token = list.next();
    } while (!token.isEmpty());
    return all;
  }

  private static @Nullable Listed listed(Map<String, String> texts) {
    String key = texts.get("Key");
    String etag = texts.getOrDefault("ETag", "").replace("\"", "");
    // An object that came in parts has another sort of ETag
    String md5 = MD5.matcher(etag).matches() ? etag : null;
    return key == null
        ? null
        : new Listed(key, Long.parseLong(texts.getOrDefault("Size", "-1")), md5);
  }

  private static String inQuery(String value) {
    return encoded(value).replace("/", "%2F");
  }

  /**
   * By <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">a
   * conditional write</a>, its SHA-256 kept beside it.
   */
  @Override
  public boolean putNew(String object, Upload upload)
      throws MailboxException, InterruptedException {
    String what = "Writing " + object;
    HttpResponse<byte[]> response =
        calls.send(
            what,
            "PUT",
            uri(object),
            Map.of(
                "Content-Type",
                upload.contentType(),
                "If-None-Match",
                "*",
                "x-amz-checksum-sha256",
                upload.sha256Base64()),
            new Payload.OfUpload(upload));
    storeClock.seen(response);
    if (response.statusCode() == 412) {
      return false;
    }
    if (response.statusCode() != 200) {
      throw AwsCalls.refused(what, response);
    }
    return true;
  }

  @Override
  public Duration clockAhead() {
    return storeClock.ahead();
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
