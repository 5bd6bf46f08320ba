package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.testing.AwsRoom;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

class BucketsTest {
  @TempDir private Path folder;
  private AwsRoom room;
  private S3Client s3;

  @BeforeEach
  void open() {
    room = new AwsRoom(folder);
    s3 = room.s3();
  }

  @AfterEach
  void close() {
    s3.close();
    room.close();
  }

  private void create(String name) {
    s3.createBucket(
        b -> b.bucket(name).createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
  }

  private static void refused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  @Test
  @DisplayName("a bucket is made, found, listed and taken away")
  void life() {
    create("mailbox-1");

    assertThat(s3.headBucket(b -> b.bucket("mailbox-1")).bucketRegion()).isEqualTo("eu-west-1");
    assertThat(s3.getBucketLocation(b -> b.bucket("mailbox-1")).locationConstraintAsString())
        .isEqualTo("eu-west-1");
    assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).containsExactly("mailbox-1");

    s3.deleteBucket(b -> b.bucket("mailbox-1"));
    refused(() -> s3.listObjectsV2(b -> b.bucket("mailbox-1")), 404, "NoSuchBucket");
    assertThatThrownBy(() -> s3.headBucket(b -> b.bucket("mailbox-1")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
  }

  @Test
  @DisplayName("a name is refused that one has, that another has, and that is none")
  void names() {
    create("mailbox-1");

    refused(() -> create("mailbox-1"), 409, "BucketAlreadyOwnedByYou");
    refused(() -> create("example"), 409, "BucketAlreadyExists");
    refused(() -> create("xn--name"), 400, "InvalidBucketName");
    refused(() -> s3.listObjectsV2(b -> b.bucket("example")), 403, "AccessDenied");
  }

  @Test
  @DisplayName("a bucket is made in the region that is asked, and told to be there to others")
  void regions() {
    create("mailbox-1");
    refused(
        () ->
            s3.createBucket(
                b ->
                    b.bucket("other")
                        .createBucketConfiguration(c -> c.locationConstraint("eu-west-2"))),
        400,
        "IllegalLocationConstraintException");
    try (S3Client america = room.s3("us-east-1", AwsRoom.OUTSIDE);
        S3Client asia = room.s3("ap-south-1", AwsRoom.OUTSIDE)) {
      america.createBucket(b -> b.bucket("in-america"));
      america.createBucket(b -> b.bucket("in-america"));

      refused(
          () -> america.listObjectsV2(b -> b.bucket("mailbox-1")),
          400,
          "AuthorizationHeaderMalformed");
      assertThatThrownBy(() -> asia.listObjectsV2(b -> b.bucket("mailbox-1")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(301);
                assertThat(
                        e.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("x-amz-bucket-region"))
                    .hasValue("eu-west-1");
              });
      assertThat(asia.listBuckets().buckets()).hasSize(2);
    }
  }

  @Test
  @DisplayName("a bucket that is not empty stays")
  void notEmpty() {
    create("mailbox-1");
    s3.putObject(b -> b.bucket("mailbox-1").key("a"), RequestBody.fromString("x"));

    refused(() -> s3.deleteBucket(b -> b.bucket("mailbox-1")), 409, "BucketNotEmpty");
    s3.deleteObject(b -> b.bucket("mailbox-1").key("a"));
    s3.deleteBucket(b -> b.bucket("mailbox-1"));
  }

  @Test
  @DisplayName("a new bucket is private and encrypted, and each setting can be changed and read")
  void settings() {
    create("mailbox-1");
    assertThat(
            s3.getPublicAccessBlock(b -> b.bucket("mailbox-1"))
                .publicAccessBlockConfiguration()
                .restrictPublicBuckets())
        .isTrue();
    assertThat(encryption()).isEqualTo(ServerSideEncryption.AES256);

    s3.putPublicAccessBlock(
        b -> b.bucket("mailbox-1").publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)));
    var block =
        s3.getPublicAccessBlock(b -> b.bucket("mailbox-1")).publicAccessBlockConfiguration();
    assertThat(block.blockPublicAcls()).isTrue();
    assertThat(block.blockPublicPolicy()).isFalse();
    s3.deletePublicAccessBlock(b -> b.bucket("mailbox-1"));
    refused(
        () -> s3.getPublicAccessBlock(b -> b.bucket("mailbox-1")),
        404,
        "NoSuchPublicAccessBlockConfiguration");

    s3.putBucketEncryption(
        b ->
            b.bucket("mailbox-1")
                .serverSideEncryptionConfiguration(
                    c ->
                        c.rules(
                            ServerSideEncryptionRule.builder()
                                .bucketKeyEnabled(true)
                                .applyServerSideEncryptionByDefault(
                                    d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS))
                                .build())));
    assertThat(encryption()).isEqualTo(ServerSideEncryption.AWS_KMS);

    s3.putBucketOwnershipControls(
        b ->
            b.bucket("mailbox-1")
                .ownershipControls(
                    c ->
                        c.rules(
                            OwnershipControlsRule.builder()
                                .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                                .build())));
    assertThat(
            s3.getBucketOwnershipControls(b -> b.bucket("mailbox-1")).ownershipControls().rules())
        .extracting(OwnershipControlsRule::objectOwnership)
        .containsExactly(ObjectOwnership.OBJECT_WRITER);

    assertThat(s3.getBucketVersioning(b -> b.bucket("mailbox-1")).status()).isNull();
    s3.putBucketVersioning(
        b ->
            b.bucket("mailbox-1")
                .versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
    assertThat(s3.getBucketVersioning(b -> b.bucket("mailbox-1")).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
  }

  private ServerSideEncryption encryption() {
    return s3.getBucketEncryption(b -> b.bucket("mailbox-1"))
        .serverSideEncryptionConfiguration()
        .rules()
        .getFirst()
        .applyServerSideEncryptionByDefault()
        .sseAlgorithm();
  }

  @Test
  @DisplayName("tags of a bucket, also in the call that makes it")
  void tags() {
    s3.createBucket(
        b ->
            b.bucket("tagged")
                .createBucketConfiguration(
                    c ->
                        c.locationConstraint("eu-west-1")
                            .tags(Tag.builder().key("owner").value("net ops").build())));
    assertThat(s3.getBucketTagging(b -> b.bucket("tagged")).tagSet())
        .containsExactly(Tag.builder().key("owner").value("net ops").build());

    s3.putBucketTagging(
        b -> b.bucket("tagged").tagging(t -> t.tagSet(Tag.builder().key("a").value("").build())));
    assertThat(s3.getBucketTagging(b -> b.bucket("tagged")).tagSet())
        .extracting(Tag::key)
        .containsExactly("a");
    s3.deleteBucketTagging(b -> b.bucket("tagged"));
    refused(() -> s3.getBucketTagging(b -> b.bucket("tagged")), 404, "NoSuchTagSet");
    Tag twice = Tag.builder().key("b").value("1").build();
    refused(
        () -> s3.putBucketTagging(b -> b.bucket("tagged").tagging(t -> t.tagSet(twice, twice))),
        400,
        "InvalidTag");
  }

  @Test
  @DisplayName("a bucket policy is kept as it came")
  void policy() {
    create("mailbox-1");
    refused(() -> s3.getBucketPolicy(b -> b.bucket("mailbox-1")), 404, "NoSuchBucketPolicy");
    refused(
        () -> s3.putBucketPolicy(b -> b.bucket("mailbox-1").policy("{\"Statement\":[]}")),
        400,
        "MalformedPolicy");
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\","
            + "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::mailbox-1/*\"}]}";
    s3.putBucketPolicy(b -> b.bucket("mailbox-1").policy(policy));
    assertThat(s3.getBucketPolicy(b -> b.bucket("mailbox-1")).policy()).isEqualTo(policy);
    s3.deleteBucketPolicy(b -> b.bucket("mailbox-1"));
    refused(() -> s3.getBucketPolicy(b -> b.bucket("mailbox-1")), 404, "NoSuchBucketPolicy");
  }
}
