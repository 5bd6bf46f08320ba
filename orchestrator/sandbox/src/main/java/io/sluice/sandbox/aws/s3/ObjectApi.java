package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one does with an object. */
final class ObjectApi {
  private static final int LONGEST_KEY = 1024;

  /** Above this many bytes a body is read while it is sent. */
  private static final int IN_MEMORY = 256 * 1024;

  private final Buckets buckets;
  private final Bodies bodies;
  private final Lookup lookup;

  ObjectApi(Buckets buckets, Bodies bodies, Lookup lookup) {
    this.buckets = buckets;
    this.bodies = bodies;
    this.lookup = lookup;
  }

  /** Refuses what a new object may not be called, and access control lists where there are none. */
  static void checkNew(Call call, Bucket bucket) {
    if (call.key().getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw new S3Exception(400, "KeyTooLongError", "Your key is too long");
    }
    String acl = call.header("x-amz-acl").orElse("bucket-owner-full-control");
    if (!acl.equals("bucket-owner-full-control")
        && bucket.settings().ownership().filter("BucketOwnerEnforced"::equals).isPresent()) {
      throw new S3Exception(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
    }
  }

  Response put(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    checkNew(call, bucket);
    Map<String, String> headers = ObjectHeaders.read(call);
    Map<String, String> tags = call.header("x-amz-tagging").map(Tags::read).orElse(Map.of());
    Preconditions.write(call, bucket.current(call.key()));
    Content content = bodies.receive(call, Optional.empty());
    ObjectVersion version =
        bucket.put(
            call.key(), content, headers, tags, standing -> Preconditions.write(call, standing));
    Response response =
        Response.of(200)
            .with("ETag", Answers.quoted(content.etag()))
            .with("x-amz-object-size", Long.toString(content.length()));
    return ObjectHeaders.checksums(ObjectHeaders.stored(response, bucket, version), content);
  }

  Response copy(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    checkNew(call, bucket);
    Lookup.Source source = lookup.source(call);
    ObjectVersion from = source.version();
    boolean replaces = call.header("x-amz-metadata-directive").orElse("").equals("REPLACE");
    if (!replaces
        && source.bucket() == bucket
        && from.key().equals(call.key())
        && call.header("x-amz-copy-source").orElse("").indexOf('?') < 0) {
      throw S3Exception.invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    Map<String, String> headers = replaces ? ObjectHeaders.read(call) : from.headers();
    Map<String, String> tags =
        call.header("x-amz-tagging-directive").orElse("").equals("REPLACE")
            ? call.header("x-amz-tagging").map(Tags::read).orElse(Map.of())
            : from.tags();
    Content content =
        bodies.copy(
            from.bytes(),
            call.bucket(),
            call.key(),
            0,
            from.bytes().length(),
            from.bytes().checksums().keySet().iterator().next());
    ObjectVersion version =
        bucket.put(
            call.key(), content, headers, tags, standing -> Preconditions.write(call, standing));
    Response response =
        Answers.xml(
            "CopyObjectResult",
            xml -> {
              xml.add("LastModified", version.modified())
                  .add("ETag", Answers.quoted(content.etag()))
                  .add("ChecksumType", "FULL_OBJECT");
              content.checksums().forEach((kind, value) -> xml.add(kind.element(), value));
            });
    return ObjectHeaders.stored(source.told(response), bucket, version);
  }

  Response get(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    ObjectVersion version = lookup.version(call, bucket, call.key(), call.given("versionId"));
    Preconditions.read(call, version, "");
    Content content = version.bytes();
    Optional<Ranges> part = part(call, content);
    Optional<Ranges> range =
        part.isPresent() ? part : Ranges.of(call.header("range"), content.length());
    Response response =
        ObjectHeaders.describe(Response.of(range.isPresent() ? 206 : 200), call, bucket, version);
    if (range.isPresent()) {
      response = response.with("Content-Range", range.get().contentRange(content.length()));
    } else if (call.header("x-amz-checksum-mode").orElse("").equalsIgnoreCase("ENABLED")) {
      response = ObjectHeaders.checksums(response, content);
    }
    if (call.given("partNumber").isPresent() && !content.parts().isEmpty()) {
      response = response.with("x-amz-mp-parts-count", Integer.toString(content.parts().size()));
    }
    Ranges bytes = range.orElse(new Ranges(0, content.length()));
    if (call.request().method().equals("HEAD")) {
      return response.with("Content-Length", Long.toString(bytes.length()));
    }
    FileChannel channel =
        bucket.open(version).orElseThrow(() -> S3Exception.noSuchKey(call.key())).channel();
    return send(response, channel, bytes);
  }

  /** The bytes of one part, of an object that was uploaded in parts. */
  private static Optional<Ranges> part(Call call, Content content) {
    if (call.given("partNumber").isEmpty()) {
      return Optional.empty();
    }
    if (call.header("range").isPresent()) {
      throw S3Exception.invalidRequest(
          "Cannot specify both Range header and partNumber query parameter");
    }
    List<Long> parts = content.parts().isEmpty() ? List.of(content.length()) : content.parts();
    int number = call.number("partNumber", Integer.MAX_VALUE);
    if (number < 1 || number > parts.size()) {
      throw new S3Exception(
          416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
    }
    long first = parts.subList(0, number - 1).stream().mapToLong(Long::longValue).sum();
    return content.length() == 0
        ? Optional.empty()
        : Optional.of(new Ranges(first, parts.get(number - 1)));
  }

  private static Response send(Response response, FileChannel channel, Ranges bytes) {
    if (bytes.length() <= IN_MEMORY) {
      ByteBuffer buffer = ByteBuffer.allocate((int) bytes.length());
      try (channel) {
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, bytes.first() + buffer.position()) < 0) {
            throw new IOException("the file is shorter than it was");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read an object", e);
      }
      return response.withBody(buffer.array());
    }
    return response
        .withStream(out -> pour(channel, bytes, out))
        .with("Content-Length", Long.toString(bytes.length()));
  }

  private static void pour(FileChannel channel, Ranges bytes, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(IN_MEMORY);
    try (channel) {
      long at = bytes.first();
      long end = at + bytes.length();
      while (at < end) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        int count = channel.read(buffer, at);
        if (count < 0) {
          throw new IOException("the file is shorter than it was");
        }
        out.write(buffer.array(), 0, count);
        at += count;
      }
    }
  }

  Response delete(Call call) {
    return deleted(
        Response.of(204),
        delete(buckets.get(call.bucket()), call, call.key(), call.given("versionId")));
  }

  /**
   * What a delete did.
   *
   * @param marker whether a marker was made or taken away
   */
  record Deleted(Optional<String> version, boolean marker) {}

  static Deleted delete(Bucket bucket, Call call, String key, Optional<String> versionId) {
    if (versionId.isPresent()) {
      Optional<ObjectVersion> gone = bucket.deleteVersion(key, versionId.get());
      return new Deleted(versionId, gone.filter(ObjectVersion::isMarker).isPresent());
    }
    Optional<ObjectVersion> marker =
        bucket.delete(key, standing -> Preconditions.match(call, standing));
    return new Deleted(marker.map(ObjectVersion::id), marker.isPresent());
  }

  private static Response deleted(Response response, Deleted deleted) {
    Response told = response;
    if (deleted.version().isPresent()) {
      told = told.with("x-amz-version-id", deleted.version().get());
    }
    return deleted.marker() ? told.with("x-amz-delete-marker", "true") : told;
  }

  Response putTagging(Call call) {
    XmlIn body = XmlIn.parse(Bodies.text(call), "Tagging");
    XmlIn set = body.child("TagSet").orElseThrow(S3Exception::malformedXml);
    return setTags(call, Tags.read(set.all("Tag"), Tags.OBJECT), 200);
  }

  Response deleteTagging(Call call) {
    return setTags(call, Map.of(), 204);
  }

  private Response setTags(Call call, Map<String, String> tags, int status) {
    Bucket bucket = buckets.get(call.bucket());
    ObjectVersion version = lookup.version(call, bucket, call.key(), call.given("versionId"));
    bucket.setTags(version, tags);
    return versioned(Response.of(status), bucket, version);
  }

  Response getTagging(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    ObjectVersion version = lookup.version(call, bucket, call.key(), call.given("versionId"));
    return versioned(
        Answers.xml("Tagging", xml -> Tags.write(xml, version.tags())), bucket, version);
  }

  private static Response versioned(Response response, Bucket bucket, ObjectVersion version) {
    return bucket.settings().versioning().isPresent()
        ? response.with("x-amz-version-id", version.id())
        : response;
  }
}
