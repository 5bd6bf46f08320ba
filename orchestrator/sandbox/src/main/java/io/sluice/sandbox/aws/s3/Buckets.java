package io.sluice.sandbox.aws.s3;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * All buckets of the account, in all regions. Bucket names are the whole world's: some are taken by
 * others, here those that everybody tries first.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">
 *     Bucket naming rules</a>
 */
final class Buckets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Set<String> TAKEN =
      Set.of("backup", "bucket", "data", "example", "images", "logs", "my-bucket", "test");

  private final ConcurrentSkipListMap<String, Bucket> buckets = new ConcurrentSkipListMap<>();

  /**
   * Creates a bucket.
   *
   * @throws S3Exception {@code InvalidBucketName}, {@code BucketAlreadyExists} or {@code
   *     BucketAlreadyOwnedByYou}
   */
  void create(Bucket bucket) {
    String name = bucket.name();
    if (!NAME.matcher(name).matches()
        || name.contains("..")
        || ADDRESS.matcher(name).matches()
        || name.startsWith("xn--")
        || name.endsWith("-s3alias")) {
      throw new S3Exception(400, "InvalidBucketName", "The specified bucket is not valid.")
          .detail("BucketName", name);
    }
    if (TAKEN.contains(name)) {
      throw new S3Exception(
              409,
              "BucketAlreadyExists",
              "The requested bucket name is not available. The bucket namespace is shared by all"
                  + " users of the system. Please select a different name and try again.")
          .detail("BucketName", name);
    }
    Bucket standing = buckets.putIfAbsent(name, bucket);
    // us-east-1 answers 200 to the owner who creates it again there
    if (standing != null
        && !(standing.region().equals("us-east-1") && bucket.region().equals("us-east-1"))) {
      throw new S3Exception(
              409,
              "BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.")
          .detail("BucketName", name);
    }
  }

  Bucket get(String name) {
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      throw TAKEN.contains(name)
          ? S3Exception.accessDenied("Access Denied")
          : S3Exception.noSuchBucket(name);
    }
    return bucket;
  }

  void delete(Bucket bucket) {
    bucket.close();
    buckets.remove(bucket.name(), bucket);
  }

  /** In order of their names. */
  List<Bucket> all() {
    return List.copyOf(buckets.values());
  }
}
