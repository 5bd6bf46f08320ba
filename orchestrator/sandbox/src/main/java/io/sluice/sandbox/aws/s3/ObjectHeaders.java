package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The headers that an object keeps, and those that tell of it. */
final class ObjectHeaders {
  private static final List<String> KEPT =
      List.of("Cache-Control", "Content-Disposition", "Content-Language", "Expires");
  private static final String META = "x-amz-meta-";
  private static final int MOST_META = 2048;

  private ObjectHeaders() {}

  /**
   * What an upload says of the object to be.
   *
   * @throws S3Exception {@code MetadataTooLarge} above 2 KB
   */
  static Map<String, String> read(Call call) {
    Map<String, String> kept = new TreeMap<>();
    kept.put(
        "Content-Type",
        call.header("content-type").filter(type -> !type.isEmpty()).orElse("binary/octet-stream"));
    for (String name : KEPT) {
      call.header(name).ifPresent(value -> kept.put(name, value));
    }
    String encoding =
        Arrays.stream(call.header("content-encoding").orElse("").split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty() && !each.equals("aws-chunked"))
            .collect(Collectors.joining(","));
    if (!encoding.isEmpty()) {
      kept.put("Content-Encoding", encoding);
    }
    int size = 0;
    for (Map.Entry<String, String> header : call.request().headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(META)) {
        kept.put(name, header.getValue());
        size +=
            name.length()
                - META.length()
                + header.getValue().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    if (size > MOST_META) {
      throw new S3Exception(
          400,
          "MetadataTooLarge",
          "Your metadata headers exceed the maximum allowed metadata size");
    }
    return kept;
  }

  /** Tells what a read tells of an object, besides its length. */
  static Response describe(Response response, Call call, Bucket bucket, ObjectVersion version) {
    Content content = version.bytes();
    Response described =
        response
            .with("ETag", Answers.quoted(content.etag()))
            .with("Last-Modified", Answers.date(version.modified()))
            .with("Accept-Ranges", "bytes");
    for (Map.Entry<String, String> header : version.headers().entrySet()) {
      described = described.with(header.getKey(), header.getValue());
    }
    for (String name : List.of("Content-Type", "Content-Encoding")) {
      described = overridden(described, call, name);
    }
    for (String name : KEPT) {
      described = overridden(described, call, name);
    }
    if (!version.tags().isEmpty()) {
      described = described.with("x-amz-tagging-count", Integer.toString(version.tags().size()));
    }
    return stored(described, bucket, version);
  }

  private static Response overridden(Response response, Call call, String name) {
    Optional<String> value = call.given("response-" + name.toLowerCase(Locale.ROOT));
    return value.isPresent() ? response.with(name, value.get()) : response;
  }

  /** Version and encryption, which reads and writes tell alike. */
  static Response stored(Response response, Bucket bucket, ObjectVersion version) {
    Response told =
        response.with("x-amz-server-side-encryption", bucket.settings().encryption().algorithm());
    return bucket.settings().versioning().isPresent()
        ? told.with("x-amz-version-id", version.id())
        : told;
  }

  static Response checksums(Response response, Content content) {
    Response told = response;
    for (Map.Entry<Checksum, String> each : content.checksums().entrySet()) {
      told = told.with(each.getKey().header(), each.getValue());
    }
    return content.checksums().isEmpty()
        ? told
        : told.with("x-amz-checksum-type", content.composite() ? "COMPOSITE" : "FULL_OBJECT");
  }
}
