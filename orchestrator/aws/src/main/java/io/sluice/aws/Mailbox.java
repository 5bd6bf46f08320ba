package io.sluice.aws;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The bucket as an object store. Its name is known before it is there, and is unique among all
 * customers of AWS; that it lies in our own account is asked of S3 with each read of its tags, so
 * that nobody can lay a bucket of that name in our way.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">S3's API</a>
 */
final class Mailbox {
  private static final String ID = "mailbox";
  private static final int LONGEST_NAME = 63;

  private final Workspace at;

  Mailbox(Workspace at) {
    this.at = at;
  }

  /** The bucket's name: letters and digits, so that it may stand in a host's name. */
  String bucket() {
    return at.identity().compactName("sluice", ID, 1, LONGEST_NAME);
  }

  String arn() {
    return at.arn("s3", "", "", bucket());
  }

  String arn(String object) {
    return arn() + "/" + object;
  }

  /** The bucket's address as the SDK forms it, no slash at the end. */
  String url() {
    return url(s3(), bucket());
  }

  static String url(S3Client s3, String bucket) {
    String object = s3.utilities().getUrl(request -> request.bucket(bucket).key("x")).toString();
    return object.substring(0, object.length() - "/x".length());
  }

  /** The bucket's tags, empty without any; absent where there is no such bucket. */
  Optional<Map<String, String>> tags() {
    return at.lists()
        .one(
            "bucket tags",
            () -> {
              try {
                GetBucketTaggingResponse response =
                    s3().getBucketTagging(
                            request -> request.bucket(bucket()).expectedBucketOwner(at.account()));
                return Optional.of(
                    response.tagSet().stream().collect(Collectors.toMap(Tag::key, Tag::value)));
              } catch (S3Exception e) {
                return switch (AwsErrors.code(e)) {
                  case "NoSuchTagSet" -> Optional.of(Map.of());
                  case "NoSuchBucket" -> Optional.empty();
                  default -> throw e;
                };
              }
            });
  }

  /** True where the bucket is there and ours. */
  boolean stands() {
    return tags().filter(at.identity()::owns).isPresent();
  }

  /** What lies below a prefix, all pages, read as it is asked for. */
  Stream<S3Object> list(String prefix) {
    return s3()
        .listObjectsV2Paginator(request -> request.bucket(bucket()).prefix(prefix))
        .contents()
        .stream();
  }

  /** An object's bytes; empty where there is none. */
  Optional<byte[]> get(String object) {
    try {
      return Optional.of(
          s3().getObjectAsBytes(request -> request.bucket(bucket()).key(object)).asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  private S3Client s3() {
    return at.clients().s3();
  }
}
