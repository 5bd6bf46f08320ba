package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The lists of objects, their versions, and uploads under way; pages of at most 1,000. */
final class ListApi {
  private static final int PAGE = 1000;
  private static final String CLASS = "STANDARD";

  private final Buckets buckets;

  ListApi(Buckets buckets) {
    this.buckets = buckets;
  }

  private Bucket bucket(Call call) {
    return buckets.get(call.bucket());
  }

  Response objects(Call call) {
    String marker = call.query("marker").orElse("");
    String delimiter = call.query("delimiter").orElse("");
    UnaryOperator<String> encoded = Pages.encoding(call);
    Pages<ObjectVersion> page = page(call, bucket(call).list(), marker, "max-keys");
    return Answers.xml(
        "ListBucketResult",
        xml -> {
          head(xml, call, encoded);
          xml.add("Marker", encoded.apply(marker))
              .add("MaxKeys", call.number("max-keys", PAGE))
              .add("IsTruncated", page.truncated());
          if (page.truncated() && !delimiter.isEmpty()) {
            xml.add("NextMarker", encoded.apply(page.last()));
          }
          page.items().forEach(object -> object(xml, object, encoded, true));
          prefixes(xml, page, encoded);
        });
  }

  Response objectsV2(Call call) {
    if (!call.query("list-type").orElse("").equals("2")) {
      throw S3Exception.invalidArgument(
          "Invalid List Type specified in Request",
          "list-type",
          call.query("list-type").orElse(""));
    }
    Optional<String> token = call.query("continuation-token");
    if (token.filter(String::isEmpty).isPresent()) {
      throw S3Exception.invalidArgument(
          "The continuation token provided is incorrect", "continuation-token", "");
    }
    Optional<String> startAfter = call.given("start-after");
    boolean owner = call.query("fetch-owner").orElse("").equals("true");
    String after = token.map(Pages::decode).or(() -> startAfter).orElse("");
    UnaryOperator<String> encoded = Pages.encoding(call);
    Pages<ObjectVersion> page = page(call, bucket(call).list(), after, "max-keys");
    return Answers.xml(
        "ListBucketResult",
        xml -> {
          head(xml, call, encoded);
          xml.add("ContinuationToken", token.orElse(null))
              .add("StartAfter", startAfter.map(encoded).orElse(null))
              .add("KeyCount", page.items().size() + page.prefixes().size())
              .add("MaxKeys", call.number("max-keys", PAGE))
              .add("IsTruncated", page.truncated());
          if (page.truncated()) {
            xml.add("NextContinuationToken", Pages.encode(page.last()));
          }
          page.items().forEach(object -> object(xml, object, encoded, owner));
          prefixes(xml, page, encoded);
        });
  }

  private static Pages<ObjectVersion> page(
      Call call, List<ObjectVersion> objects, String after, String most) {
    return Pages.cut(
        objects,
        ObjectVersion::key,
        call.query("prefix").orElse(""),
        call.query("delimiter").orElse(""),
        after,
        call.number(most, PAGE));
  }

  private static void head(Xml xml, Call call, UnaryOperator<String> encoded) {
    xml.add("Name", call.bucket())
        .add("Prefix", encoded.apply(call.query("prefix").orElse("")))
        .add("Delimiter", call.given("delimiter").map(encoded).orElse(null))
        .add("EncodingType", call.given("encoding-type").orElse(null));
  }

  private static void object(
      Xml xml, ObjectVersion object, UnaryOperator<String> encoded, boolean owner) {
    xml.add(
        "Contents",
        each -> {
          each.add("Key", encoded.apply(object.key())).add("LastModified", object.modified());
          content(each, object.bytes());
          if (owner) {
            Answers.owner(each);
          }
        });
  }

  private static void content(Xml xml, Content content) {
    xml.add("ETag", Answers.quoted(content.etag()));
    content.checksums().keySet().forEach(each -> xml.add("ChecksumAlgorithm", each));
    xml.add("ChecksumType", content.composite() ? "COMPOSITE" : "FULL_OBJECT")
        .add("Size", content.length())
        .add("StorageClass", CLASS);
  }

  private static void prefixes(Xml xml, Pages<?> page, UnaryOperator<String> encoded) {
    page.prefixes()
        .forEach(
            prefix -> xml.add("CommonPrefixes", each -> each.add("Prefix", encoded.apply(prefix))));
  }

  Response versions(Call call) {
    Bucket bucket = bucket(call);
    String keyMarker = call.query("key-marker").orElse("");
    Optional<String> versionMarker = call.given("version-id-marker");
    if (versionMarker.isPresent() && keyMarker.isEmpty()) {
      throw S3Exception.invalidArgument(
          "A version-id marker cannot be specified without a key marker.",
          "version-id-marker",
          versionMarker.get());
    }
    UnaryOperator<String> encoded = Pages.encoding(call);
    List<ObjectVersion> all = bucket.versions();
    Pages<ObjectVersion> page =
        versionMarker.isEmpty()
            ? page(call, all, keyMarker, "max-keys")
            : page(call, from(all, keyMarker, versionMarker.get()), "", "max-keys");
    return Answers.xml(
        "ListVersionsResult",
        xml -> {
          head(xml, call, encoded);
          xml.add("KeyMarker", encoded.apply(keyMarker))
              .add("VersionIdMarker", versionMarker.orElse(""))
              .add("MaxKeys", call.number("max-keys", PAGE))
              .add("IsTruncated", page.truncated());
          if (page.truncated()) {
            xml.add("NextKeyMarker", encoded.apply(page.last()));
            if (!page.items().isEmpty() && page.items().getLast().key().equals(page.last())) {
              xml.add("NextVersionIdMarker", page.items().getLast().id());
            }
          }
          page.items().forEach(version -> version(xml, bucket, version, encoded));
          prefixes(xml, page, encoded);
        });
  }

  /** What comes after one version of a key. */
  private static List<ObjectVersion> from(List<ObjectVersion> all, String key, String id) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).key().equals(key) && all.get(i).id().equals(id)) {
        return all.subList(i + 1, all.size());
      }
    }
    return all.stream().filter(each -> Bucket.ORDER.compare(each.key(), key) > 0).toList();
  }

  private static void version(
      Xml xml, Bucket bucket, ObjectVersion version, UnaryOperator<String> encoded) {
    xml.add(
        version.isMarker() ? "DeleteMarker" : "Version",
        each -> {
          each.add("Key", encoded.apply(version.key()))
              .add("VersionId", version.id())
              .add("IsLatest", bucket.isNewest(version))
              .add("LastModified", version.modified());
          if (!version.isMarker()) {
            content(each, version.bytes());
          }
          Answers.owner(each);
        });
  }

  Response uploads(Call call) {
    String marker = call.query("key-marker").orElse("");
    UnaryOperator<String> encoded = Pages.encoding(call);
    Optional<String> idMarker = call.given("upload-id-marker").filter(id -> !marker.isEmpty());
    List<Upload> all = bucket(call).uploads();
    int skip = 0;
    for (int i = 0; i < all.size(); i++) {
      if (idMarker.filter(all.get(i).id()::equals).isPresent()) {
        skip = i + 1;
      }
    }
    Pages<Upload> page =
        Pages.cut(
            all.subList(skip, all.size()),
            Upload::key,
            call.query("prefix").orElse(""),
            call.query("delimiter").orElse(""),
            skip > 0 ? "" : marker,
            call.number("max-uploads", PAGE));
    return Answers.xml(
        "ListMultipartUploadsResult",
        xml -> {
          xml.add("Bucket", call.bucket())
              .add("KeyMarker", encoded.apply(marker))
              .add("UploadIdMarker", idMarker.orElse(""))
              .add("Prefix", encoded.apply(call.query("prefix").orElse("")))
              .add("Delimiter", call.given("delimiter").map(encoded).orElse(null))
              .add("EncodingType", call.given("encoding-type").orElse(null))
              .add("MaxUploads", call.number("max-uploads", PAGE))
              .add("IsTruncated", page.truncated());
          if (page.truncated()) {
            xml.add("NextKeyMarker", encoded.apply(page.last()));
            if (!page.items().isEmpty()) {
              xml.add("NextUploadIdMarker", page.items().getLast().id());
            }
          }
          page.items()
              .forEach(
                  upload ->
                      xml.add(
                          "Upload",
                          each -> {
                            each.add("Key", encoded.apply(upload.key()))
                                .add("UploadId", upload.id())
                                .add("Initiated", upload.begun())
                                .add("StorageClass", CLASS)
                                .add("ChecksumAlgorithm", upload.kind())
                                .add(
                                    "ChecksumType",
                                    upload.composite() ? "COMPOSITE" : "FULL_OBJECT");
                            Answers.owner(each);
                          }));
          prefixes(xml, page, encoded);
        });
  }
}
