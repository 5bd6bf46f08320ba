package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.http.Response;
import java.util.Optional;

/** Finds the objects that requests read. */
final class Lookup {
  private final Buckets buckets;
  private final Rooms rooms;

  Lookup(Buckets buckets, Rooms rooms) {
    this.buckets = buckets;
    this.rooms = rooms;
  }

  /**
   * A version of an object, or the newest.
   *
   * @throws S3Exception {@code NoSuchKey}, or {@code AccessDenied} for those who may not know what
   *     is there; {@code NoSuchVersion}; {@code MethodNotAllowed} for a delete marker
   */
  ObjectVersion version(Call call, Bucket bucket, String key, Optional<String> id) {
    if (id.isEmpty()) {
      Optional<ObjectVersion> newest = bucket.newest(key);
      return newest
          .filter(version -> !version.isMarker())
          .orElseThrow(() -> missing(call, bucket, key, newest));
    }
    ObjectVersion version =
        bucket
            .version(key, id.get())
            .orElseThrow(
                () ->
                    new S3Exception(404, "NoSuchVersion", "The specified version does not exist.")
                        .detail("Key", key)
                        .detail("VersionId", id.get()));
    if (version.isMarker()) {
      throw new S3Exception(
              405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
          .detail("Method", call.request().method())
          .detail("ResourceType", "DeleteMarker")
          .header("Allow", "DELETE")
          .header("x-amz-delete-marker", "true")
          .header("x-amz-version-id", id.get());
    }
    return version;
  }

  private S3Exception missing(
      Call call, Bucket bucket, String key, Optional<ObjectVersion> marker) {
    if (!rooms
        .permissions()
        .allows(call.caller(), "s3:ListBucket", "arn:aws:s3:::" + bucket.name())) {
      return S3Exception.accessDenied("Access Denied");
    }
    S3Exception missing = S3Exception.noSuchKey(key);
    return marker.isEmpty()
        ? missing
        : missing
            .header("x-amz-delete-marker", "true")
            .header("x-amz-version-id", marker.get().id());
  }

  /** Where a copy comes from. */
  record Source(Bucket bucket, ObjectVersion version) {
    Response told(Response response) {
      return bucket.settings().versioning().isPresent()
          ? response.with("x-amz-copy-source-version-id", version.id())
          : response;
    }
  }

  /**
   * The source that the header {@code x-amz-copy-source} names.
   *
   * @throws S3Exception as {@link #version}, and for a source that may not be read
   */
  Source source(Call call) {
    String header = call.header("x-amz-copy-source").orElse("");
    int query = header.indexOf("?versionId=");
    Optional<String> id =
        query < 0
            ? Optional.empty()
            : Optional.of(header.substring(query + "?versionId=".length()));
    String path = Target.decode(query < 0 ? header : header.substring(0, query));
    String plain = path.startsWith("/") ? path.substring(1) : path;
    int slash = plain.indexOf('/');
    if (slash < 1 || slash == plain.length() - 1) {
      throw S3Exception.invalidArgument(
          "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
          "x-amz-copy-source",
          header);
    }
    String key = plain.substring(slash + 1);
    Bucket bucket = buckets.get(plain.substring(0, slash));
    String action = id.isPresent() ? "s3:GetObjectVersion" : "s3:GetObject";
    if (!rooms
        .permissions()
        .allows(call.caller(), action, "arn:aws:s3:::" + bucket.name() + "/" + key)) {
      throw S3Exception.accessDenied("Access Denied");
    }
    ObjectVersion version = version(call, bucket, key, id);
    Preconditions.read(call, version, "x-amz-copy-source-");
    return new Source(bucket, version);
  }
}
