package io.sluice.aws;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The mailbox: a private bucket. It keeps no versions: bundles are named by their hash and never
 * overwritten, the config is made anew from the blueprint at any time, and a status is of no use
 * once there is a newer one; versions would keep, and cost, every status ever written.
 *
 * @param publicAccess {@code blocked}, by all four settings, or {@code possible}
 * @param encryption at rest, by keys that S3 keeps
 * @param ownership who owns what machines write: with BucketOwnerEnforced the account, and there
 *     are no ACLs
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html">
 *     CreateBucket</a>
 */
public record Bucket(String publicAccess, String encryption, String ownership) implements Resource {
  static final String TYPE = "AWS::S3::Bucket";
  static final String ID = "mailbox";
  static final Bucket PRIVATE =
      new Bucket(
          "blocked",
          ServerSideEncryption.AES256.toString(),
          ObjectOwnership.BUCKET_OWNER_ENFORCED.toString());

  private static final PublicAccessBlockConfiguration BLOCKED =
      PublicAccessBlockConfiguration.builder()
          .blockPublicAcls(true)
          .ignorePublicAcls(true)
          .blockPublicPolicy(true)
          .restrictPublicBuckets(true)
          .build();

  /** Its kind. */
  static final class Type extends AwsKind<Bucket> {
    Type(Workspace at) {
      super(at, TYPE, "bucket");
    }

    private S3Client s3() {
      return at.clients().s3();
    }

    private String bucket() {
      return at.mailbox().bucket();
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.mailbox().arn();
    }

    /** One bucket by its name: an account may hold thousands, and a list of them has no tags. */
    @Override
    public Discovery<Bucket> discover() {
      Optional<Map<String, String>> tags = at.mailbox().tags();
      String arn = at.mailbox().arn();
      if (tags.isEmpty()) {
        return new Discovery<>(List.of(), Set.of());
      }
      return at.mailbox().stands()
          ? new Discovery<>(List.of(found(arn, tags.get(), read(), null)), Set.of())
          : new Discovery<>(List.of(), Set.of(arn));
    }

    private Bucket read() {
      PublicAccessBlockConfiguration access =
          unset(
              () ->
                  s3().getPublicAccessBlock(request -> request.bucket(bucket()))
                      .publicAccessBlockConfiguration());
      String encryption =
          unset(
              () ->
                  s3().getBucketEncryption(request -> request.bucket(bucket()))
                      .serverSideEncryptionConfiguration()
                      .rules()
                      .getFirst()
                      .applyServerSideEncryptionByDefault()
                      .sseAlgorithmAsString());
      String ownership =
          unset(
              () ->
                  s3().getBucketOwnershipControls(request -> request.bucket(bucket()))
                      .ownershipControls()
                      .rules()
                      .getFirst()
                      .objectOwnershipAsString());
      return new Bucket(
          BLOCKED.equals(access) ? "blocked" : "possible",
          encryption == null ? "none" : encryption,
          ownership == null ? "ObjectWriter" : ownership);
    }

    /** S3 says of each setting in another way that there is none. */
    private static <T> @Nullable T unset(Supplier<T> read) {
      try {
        return read.get();
      } catch (S3Exception e) {
        if (e.statusCode() == 404 && !AwsErrors.code(e).equals("NoSuchBucket")) {
          return null;
        }
        throw e;
      }
    }

    @Override
    public String create(Wanted<Bucket> wanted) {
      CreateBucketConfiguration.Builder configuration =
          CreateBucketConfiguration.builder().tags(tags(wanted));
      // S3's first region is called by no name.
      if (!at.region().equals("us-east-1")) {
        configuration.locationConstraint(BucketLocationConstraint.fromValue(at.region()));
      }
      try {
        s3().createBucket(
                request ->
                    request
                        .bucket(bucket())
                        .objectOwnership(wanted.resource().ownership())
                        .createBucketConfiguration(configuration.build()));
      } catch (S3Exception e) {
        if (!AwsErrors.code(e).startsWith("BucketAlready")) {
          throw e;
        }
        at.lists().forget();
        requireOurs(at.mailbox().tags().orElse(Map.of()), wanted, bucket(), at.mailbox().arn());
      }
      tag(wanted);
      settle(wanted.resource());
      return at.mailbox().arn();
    }

    private static List<Tag> tags(Wanted<Bucket> wanted) {
      return wanted.tags().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
          .toList();
    }

    /** What knows S3 only as it was before 2025 makes a bucket and passes over its tags. */
    private void tag(Wanted<Bucket> wanted) {
      at.lists().forget();
      if (!at.mailbox().stands()) {
        s3().putBucketTagging(
                request -> request.bucket(bucket()).tagging(all -> all.tagSet(tags(wanted))));
      }
    }

    @Override
    public void update(Found<Bucket> found, Wanted<Bucket> wanted) {
      OwnershipControlsRule rule =
          OwnershipControlsRule.builder().objectOwnership(wanted.resource().ownership()).build();
      s3().putBucketOwnershipControls(
              request -> request.bucket(bucket()).ownershipControls(all -> all.rules(rule)));
      settle(wanted.resource());
    }

    private void settle(Bucket wanted) {
      s3().putPublicAccessBlock(
              request -> request.bucket(bucket()).publicAccessBlockConfiguration(BLOCKED));
      ServerSideEncryptionRule rule =
          ServerSideEncryptionRule.builder()
              .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm(wanted.encryption()))
              .build();
      s3().putBucketEncryption(
              request ->
                  request
                      .bucket(bucket())
                      .serverSideEncryptionConfiguration(all -> all.rules(rule)));
    }

    /** With all that lies in it: only an empty bucket can be deleted. */
    @Override
    public void delete(Found<Bucket> found) {
      AwsErrors.gone(
          () -> {
            empty();
            s3().deleteBucket(request -> request.bucket(bucket()));
          });
    }

    /** Versions too: somebody may have switched them on. */
    private void empty() {
      s3().listObjectVersionsPaginator(request -> request.bucket(bucket())).stream()
          .map(
              page ->
                  Stream.concat(
                          page.versions().stream().map(one -> object(one.key(), one.versionId())),
                          page.deleteMarkers().stream()
                              .map(one -> object(one.key(), one.versionId())))
                      .toList())
          .filter(objects -> !objects.isEmpty())
          .forEach(this::deleteAll);
      s3().listMultipartUploadsPaginator(request -> request.bucket(bucket())).uploads().stream()
          .forEach(
              upload ->
                  AwsErrors.gone(
                      () ->
                          s3().abortMultipartUpload(
                                  request ->
                                      request
                                          .bucket(bucket())
                                          .key(upload.key())
                                          .uploadId(upload.uploadId()))));
    }

    private void deleteAll(List<ObjectIdentifier> objects) {
      var errors =
          s3().deleteObjects(
                  request ->
                      request
                          .bucket(bucket())
                          .delete(delete -> delete.objects(objects).quiet(true)))
              .errors();
      if (!errors.isEmpty()) {
        throw wait(
            Failure.Type.BUSY,
            "S3 could not delete `%s` (%s)."
                .formatted(errors.getFirst().key(), errors.getFirst().code()));
      }
    }

    private static ObjectIdentifier object(String key, String version) {
      return ObjectIdentifier.builder().key(key).versionId(version).build();
    }
  }
}
