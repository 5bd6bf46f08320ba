package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.Datacenter;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A whole sandbox: what an instance gets out of S3 with the keys of its role. */
class MailboxOfAwsTest {
  private static final String TRUST =
      "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},"
          + "\"Action\":\"sts:AssumeRole\"}}";
  private static final String POLICY =
      "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
          + "\"Resource\":\"arn:aws:s3:::mailbox-1/config/*\"}}";

  @TempDir private Path folder;

  private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B with(
      B builder, Sandbox sandbox, String region, AwsCredentialsProvider credentials) {
    return builder
        .endpointOverride(sandbox.http())
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .httpClient(UrlConnectionHttpClient.create());
  }

  private static AwsCredentialsProvider outside() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAX", "secret"));
  }

  @Test
  @DisplayName("an instance reads its configuration, and nothing else of the cloud")
  void machine() {
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.in(folder), Datacenter::new);
        IamClient iam = with(IamClient.builder(), sandbox, "us-east-1", outside()).build();
        Ec2Client ec2 = with(Ec2Client.builder(), sandbox, "eu-west-1", outside()).build();
        S3Client s3 =
            with(S3Client.builder(), sandbox, "eu-west-1", outside())
                .forcePathStyle(true)
                .build()) {
      iam.createRole(b -> b.roleName("machines").assumeRolePolicyDocument(TRUST));
      iam.putRolePolicy(b -> b.roleName("machines").policyName("p").policyDocument(POLICY));
      iam.createInstanceProfile(b -> b.instanceProfileName("p").path("/sluice/"));
      iam.addRoleToInstanceProfile(b -> b.instanceProfileName("p").roleName("machines"));
      s3.createBucket(b -> b.bucket("mailbox-1"));
      s3.putObject(b -> b.bucket("mailbox-1").key("config/a"), RequestBody.fromString("1"));
      String id =
          ec2.runInstances(
                  b ->
                      b.imageId("ami-0a1b2c3d4e5f60001")
                          .subnetId("subnet-0a1b2c3d4e5f60001")
                          .minCount(1)
                          .maxCount(1)
                          .iamInstanceProfile(p -> p.name("p")))
              .instances()
              .getFirst()
              .instanceId();
      try (InstanceProfileCredentialsProvider keys =
              InstanceProfileCredentialsProvider.builder()
                  .endpoint(sandbox.http() + "/imds/" + id)
                  .build();
          S3Client mine =
              with(S3Client.builder(), sandbox, "eu-west-1", keys).forcePathStyle(true).build();
          Ec2Client other = with(Ec2Client.builder(), sandbox, "eu-west-1", keys).build()) {
        assertThat(mine.getObjectAsBytes(b -> b.bucket("mailbox-1").key("config/a")).asUtf8String())
            .isEqualTo("1");
        assertThatThrownBy(
                () ->
                    mine.putObject(
                        b -> b.bucket("mailbox-1").key("config/a"), RequestBody.fromString("2")))
            .isInstanceOf(S3Exception.class)
            .hasMessageContaining("assumed-role/machines/" + id)
            .hasMessageContaining("s3:PutObject");
        assertThatThrownBy(other::describeInstances)
            .isInstanceOfSatisfying(
                Ec2Exception.class,
                e ->
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation"));
      }
      assertThat(sandbox.gate().calls().toJson().path("calls").properties())
          .extracting(Map.Entry::getKey)
          .contains("POST iam:CreateRole", "PUT s3:CreateBucket", "PUT s3:PutObject");
    }
  }

  @Test
  @DisplayName("a new sandbox begins without the objects of the one before")
  void begin() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Sandbox sandbox = Sandbox.start(SandboxOptions.in(folder), Datacenter::new);
          S3Client s3 =
              with(S3Client.builder(), sandbox, "eu-west-1", outside())
                  .forcePathStyle(true)
                  .build()) {
        assertThat(s3.listBuckets().buckets()).isEmpty();
        assertThat(folder.resolve("s3/mailbox-1")).doesNotExist();
        s3.createBucket(b -> b.bucket("mailbox-1"));
        s3.putObject(b -> b.bucket("mailbox-1").key("a"), RequestBody.fromString("1"));
        try (var files = Files.list(folder.resolve("s3/mailbox-1"))) {
          assertThat(files).hasSize(1);
        }
      }
    }
  }
}
