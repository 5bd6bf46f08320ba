package io.sluice.sandbox.aws.imds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.testing.AwsRoom;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;

/** An instance, its metadata, and what it may do with the keys that it finds there. */
class MachineTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROFILE = "arn:aws:iam::123456789012:instance-profile/machines";
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
          + "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":["
          + "{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
          + "\"Resource\":[\"arn:aws:s3:::mailbox-1/bundle/*\"]},"
          + "{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject\","
          + "\"Resource\":[\"arn:aws:s3:::mailbox-1/status/*\"]}]}";

  private static final class Clock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }
  }

  private final Clock clock = new Clock();
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private AwsRoom room;

  @BeforeEach
  void open() {
    room = new AwsRoom(folder, clock);
    try (IamClient iam = room.iam();
        S3Client s3 = room.s3()) {
      iam.createRole(b -> b.roleName("machines").assumeRolePolicyDocument(TRUST));
      iam.putRolePolicy(b -> b.roleName("machines").policyName("p").policyDocument(POLICY));
      iam.createInstanceProfile(b -> b.instanceProfileName("machines"));
      iam.addRoleToInstanceProfile(b -> b.instanceProfileName("machines").roleName("machines"));
      s3.createBucket(
          b ->
              b.bucket("mailbox-1")
                  .createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
      s3.putObject(b -> b.bucket("mailbox-1").key("bundle/a+b c"), RequestBody.fromString("x"));
    }
    room.compute.add("i-fleet", PROFILE, "#cloud-config\n");
    room.compute.add("i-plain", null, "");
  }

  @AfterEach
  void close() {
    http.close();
    room.close();
  }

  private HttpResponse<String> send(String method, String instance, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(room.http() + "/imds/" + instance + "/latest/" + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String token(String instance, int seconds) throws Exception {
    return send(
            "PUT",
            instance,
            "api/token",
            "X-aws-ec2-metadata-token-ttl-seconds",
            Integer.toString(seconds))
        .body();
  }

  private HttpResponse<String> get(String instance, String path) throws Exception {
    return send("GET", instance, path, "X-aws-ec2-metadata-token", token(instance, 60));
  }

  private AwsCredentials issued() throws Exception {
    JsonNode keys =
        JSON.readTree(get("i-fleet", "meta-data/iam/security-credentials/machines").body());
    return AwsSessionCredentials.create(
        keys.path("AccessKeyId").asText(),
        keys.path("SecretAccessKey").asText(),
        keys.path("Token").asText());
  }

  private static void refused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  @Test
  @DisplayName("without a session token of its own an instance learns nothing")
  void tokens() throws Exception {
    assertThat(send("GET", "i-fleet", "meta-data/instance-id").statusCode()).isEqualTo(401);
    assertThat(
            send(
                    "GET",
                    "i-fleet",
                    "meta-data/instance-id",
                    "X-aws-ec2-metadata-token",
                    token("i-plain", 60))
                .statusCode())
        .isEqualTo(401);
    assertThat(send("PUT", "i-fleet", "api/token").statusCode()).isEqualTo(400);
    assertThat(send("GET", "i-fleet", "api/token").statusCode()).isEqualTo(405);
    assertThat(
            send("PUT", "i-fleet", "api/token", "X-aws-ec2-metadata-token-ttl-seconds", "21601")
                .statusCode())
        .isEqualTo(400);
    String token = token("i-fleet", 5);
    clock.ahead = Duration.ofSeconds(6);
    assertThat(
            send("GET", "i-fleet", "meta-data/instance-id", "X-aws-ec2-metadata-token", token)
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  @DisplayName("an instance reads what it is")
  void leaves() throws Exception {
    assertThat(get("i-fleet", "meta-data/instance-id").body()).isEqualTo("i-fleet");
    assertThat(get("i-fleet", "meta-data/local-ipv4").body()).isEqualTo("10.60.0.9");
    assertThat(get("i-fleet", "meta-data/placement/region").body()).isEqualTo("eu-west-1");
    assertThat(get("i-fleet", "meta-data/placement/").body())
        .isEqualTo("availability-zone\nregion");
    assertThat(get("i-fleet", "meta-data").body())
        .contains("instance-id\n", "network/\n", "iam/\n", "autoscaling/\n");
    assertThat(
            get("i-fleet", "meta-data/network/interfaces/macs/02:00:00:00:00:09/security-group-ids")
                .body())
        .isEqualTo("sg-1\nsg-2");
    assertThat(get("i-fleet", "meta-data/autoscaling/target-lifecycle-state").body())
        .isEqualTo("InService");
    assertThat(get("i-plain", "meta-data/autoscaling/target-lifecycle-state").statusCode())
        .isEqualTo(404);
    assertThat(get("i-fleet", "user-data").body()).isEqualTo("#cloud-config\n");
    assertThat(get("i-plain", "user-data").statusCode()).isEqualTo(404);
    assertThat(get("i-plain", "meta-data/iam/security-credentials/").statusCode()).isEqualTo(404);
    assertThat(get("i-fleet", "meta-data/iam/security-credentials/").body()).isEqualTo("machines");
    JsonNode document = JSON.readTree(get("i-fleet", "dynamic/instance-identity/document").body());
    assertThat(document.path("accountId").asText()).isEqualTo("123456789012");
    assertThat(document.path("instanceId").asText()).isEqualTo("i-fleet");
    assertThat(send("PUT", "i-none", "api/token").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("the SDK finds its keys at the metadata service")
  void sdk() {
    try (InstanceProfileCredentialsProvider provider =
        InstanceProfileCredentialsProvider.builder()
            .endpoint(room.http() + "/imds/i-fleet")
            .build()) {
      AwsCredentials keys = provider.resolveCredentials();
      assertThat(keys.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
      try (StsClient sts = room.sts(keys)) {
        var identity = sts.getCallerIdentity();
        assertThat(identity.arn())
            .isEqualTo("arn:aws:sts::123456789012:assumed-role/machines/i-fleet");
        assertThat(identity.userId()).matches("AROA[A-Z2-7]{17}:i-fleet");
      }
    }
    try (StsClient sts = room.sts(AwsRoom.OUTSIDE)) {
      assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:user/sandbox");
    }
  }

  @Test
  @DisplayName("a machine may do what its role may, and no more")
  void permissions() throws Exception {
    try (S3Client s3 = room.s3("eu-west-1", issued())) {
      assertThat(s3.getObjectAsBytes(b -> b.bucket("mailbox-1").key("bundle/a+b c")).asUtf8String())
          .isEqualTo("x");
      s3.putObject(b -> b.bucket("mailbox-1").key("status/m"), RequestBody.fromString("ok"));
      refused(
          () ->
              s3.putObject(
                  b -> b.bucket("mailbox-1").key("bundle/m"), RequestBody.fromString("no")),
          403,
          "AccessDenied");
      refused(
          () -> s3.getObjectAsBytes(b -> b.bucket("mailbox-1").key("status/m")),
          403,
          "AccessDenied");
      // Who may not list may not know what is missing either
      refused(
          () -> s3.getObjectAsBytes(b -> b.bucket("mailbox-1").key("bundle/none")),
          403,
          "AccessDenied");
      refused(() -> s3.listBuckets(), 403, "AccessDenied");
      var errors =
          s3.deleteObjects(
                  b ->
                      b.bucket("mailbox-1")
                          .delete(
                              d ->
                                  d.objects(
                                      ObjectIdentifier.builder().key("bundle/a+b c").build())))
              .errors();
      assertThat(errors).extracting("code").containsExactly("AccessDenied");

      try (IamClient iam = room.iam()) {
        iam.deleteRolePolicy(b -> b.roleName("machines").policyName("p"));
      }
      refused(
          () -> s3.getObjectAsBytes(b -> b.bucket("mailbox-1").key("bundle/a+b c")),
          403,
          "AccessDenied");
    }
  }

  @Test
  @DisplayName("every way in which the SDK signs a body is judged, and found good")
  void signedBodies() throws Exception {
    byte[] bytes = new byte[300_000];
    for (boolean chunked : new boolean[] {true, false}) {
      for (RequestChecksumCalculation sums : RequestChecksumCalculation.values()) {
        try (S3Client s3 =
            room.s3Builder("eu-west-1", issued())
                .serviceConfiguration(
                    S3Configuration.builder().chunkedEncodingEnabled(chunked).build())
                .requestChecksumCalculation(sums)
                .build()) {
          s3.putObject(b -> b.bucket("mailbox-1").key("status/m"), RequestBody.fromBytes(bytes));
        }
      }
    }
  }

  @Test
  @DisplayName("a wrong secret, token or time is refused")
  void wrongKeys() throws Exception {
    AwsSessionCredentials good = (AwsSessionCredentials) issued();
    AwsCredentials secret =
        AwsSessionCredentials.create(good.accessKeyId(), "wrong", good.sessionToken());
    AwsCredentials token =
        AwsSessionCredentials.create(good.accessKeyId(), good.secretAccessKey(), "wrong");
    AwsCredentials none = AwsBasicCredentials.create(good.accessKeyId(), good.secretAccessKey());

    refused(() -> read(secret), 403, "SignatureDoesNotMatch");
    refused(() -> read(token), 400, "InvalidToken");
    refused(() -> read(none), 403, "InvalidAccessKeyId");
    clock.ahead = Duration.ofMinutes(20);
    refused(() -> read(good), 403, "RequestTimeTooSkewed");
    clock.ahead = Duration.ofHours(7);
    refused(() -> read(good), 400, "ExpiredToken");
  }

  private void read(AwsCredentials credentials) {
    try (S3Client s3 =
        room.s3Builder("eu-west-1", credentials)
            .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
            .build()) {
      s3.getObjectAsBytes(b -> b.bucket("mailbox-1").key("bundle/a+b c"));
    }
  }

  @Test
  @DisplayName("keys are the same until a quarter of an hour before they expire")
  void rotation() throws Exception {
    String first = issued().accessKeyId();
    clock.ahead = Duration.ofHours(5);
    assertThat(issued().accessKeyId()).isEqualTo(first);
    clock.ahead = Duration.ofHours(5).plusMinutes(50);
    assertThat(issued().accessKeyId()).isNotEqualTo(first);
  }

  @Test
  @DisplayName("a presigned URL lets its bearer do what the machine may, for a while")
  void presigned() throws Exception {
    String url;
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(room.http())
            .region(Region.EU_WEST_1)
            .credentialsProvider(StaticCredentialsProvider.create(issued()))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      url =
          presigner
              .presignGetObject(
                  b ->
                      b.signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(g -> g.bucket("mailbox-1").key("bundle/a+b c")))
              .url()
              .toString();
    }
    assertThat(open(url).body()).isEqualTo("x");
    assertThat(open(url.replace("bundle", "status")).body()).contains("SignatureDoesNotMatch");
    clock.ahead = Duration.ofMinutes(6);
    assertThat(open(url).body()).contains("Request has expired");
  }

  private HttpResponse<String> open(String url) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @DisplayName("somebody from outside assumes the role and is bound by it")
  void assumeRole() {
    try (StsClient sts = room.sts(AwsRoom.OUTSIDE)) {
      var keys =
          sts.assumeRole(
                  b -> b.roleArn("arn:aws:iam::123456789012:role/machines").roleSessionName("me"))
              .credentials();
      AwsCredentials assumed =
          AwsSessionCredentials.create(
              keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken());
      read(assumed);
      try (S3Client s3 = room.s3("eu-west-1", assumed)) {
        refused(() -> s3.listBuckets(), 403, "AccessDenied");
      }
      refused(
          () ->
              sts.assumeRole(
                  b -> b.roleArn("arn:aws:iam::123456789012:role/none").roleSessionName("me")),
          403,
          "AccessDenied");
    }
  }
}
