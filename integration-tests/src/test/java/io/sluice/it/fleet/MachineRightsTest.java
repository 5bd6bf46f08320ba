package io.sluice.it.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.aws.AwsMetadata;
import io.sluice.node.aws.S3Mailbox;
import io.sluice.node.capture.StoredSegment;
import io.sluice.node.desk.Offload;
import io.sluice.node.desk.OffloadSettings;
import io.sluice.node.mailbox.Backoff;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.mailbox.Upload;
import io.sluice.sandbox.Datacenter;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A machine with the rights that it has for the mailbox's {@code search/} and {@code capture/}
 * (those of {@code TopologyTest} in {@code orchestrator/aws}), in a sandbox that holds it to them.
 */
class MachineRightsTest {
  private static final String TRUST =
      """
      {"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
       "Action":"sts:AssumeRole"}}
      """;
  private static final String POLICY =
      """
      {"Version":"2012-10-17","Statement":[
       {"Effect":"Allow","Action":["s3:GetObject"],"Resource":
        ["arn:aws:s3:::mailbox-1/search/requests.json",
         "arn:aws:s3:::mailbox-1/search/*/answer.json"]},
       {"Effect":"Allow","Action":["s3:PutObject"],"Resource":
        ["arn:aws:s3:::mailbox-1/capture/*","arn:aws:s3:::mailbox-1/search/*/*"]},
       {"Effect":"Allow","Action":["s3:ListBucket"],"Resource":["arn:aws:s3:::mailbox-1"]}]}
      """;

  @TempDir private Path folder;
  private Sandbox sandbox;
  private S3Client operator;
  private Mailbox mailbox;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.start(SandboxOptions.in(folder.resolve("sandbox")), Datacenter::new);
    operator = at(S3Client.builder()).forcePathStyle(true).build();
    operator.createBucket(b -> b.bucket("mailbox-1"));
    String instance;
    try (IamClient iam = at(IamClient.builder()).build();
        Ec2Client ec2 = at(Ec2Client.builder()).build()) {
      iam.createRole(b -> b.roleName("machines").assumeRolePolicyDocument(TRUST));
      iam.putRolePolicy(b -> b.roleName("machines").policyName("p").policyDocument(POLICY));
      iam.createInstanceProfile(b -> b.instanceProfileName("p"));
      iam.addRoleToInstanceProfile(b -> b.instanceProfileName("p").roleName("machines"));
      instance =
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
    }
    HttpClient client = HttpClient.newHttpClient();
    Clock clock = Clock.systemUTC();
    mailbox =
        new S3Mailbox(
            client,
            Backoff.ONCE,
            sandbox.http() + "/mailbox-1",
            "eu-west-1",
            new AwsMetadata(client, Backoff.DEFAULT, sandbox.http() + "/imds/" + instance, clock),
            clock);
  }

  private <B extends AwsClientBuilder<B, ?>> B at(B builder) {
    return builder
        .endpointOverride(sandbox.http())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAX", "secret")));
  }

  @AfterEach
  void stop() {
    operator.close();
    sandbox.close();
  }

  private String read(String key) {
    return operator.getObjectAsBytes(b -> b.bucket("mailbox-1").key(key)).asUtf8String();
  }

  @Test
  void aMachineReadsWhatIsAskedAndAnswersButAsksNothingItself() throws Exception {
    assertThat(mailbox.get("search/requests.json", null)).isEqualTo(new Mailbox.Reply.Missing());
    operator.putObject(
        b -> b.bucket("mailbox-1").key("search/requests.json"), RequestBody.fromString("{}"));
    assertThat(mailbox.get("search/requests.json", null)).isInstanceOf(Mailbox.Reply.Found.class);

    mailbox.put("search/a/m_0/answer.json", "{}".getBytes(UTF_8), "application/json");
    assertThat(mailbox.get("search/a/m_0/answer.json", null))
        .isInstanceOf(Mailbox.Reply.Found.class);
    assertThatThrownBy(() -> mailbox.put("search/requests.json", new byte[0], "application/json"))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("403 AccessDenied");
    assertThat(mailbox.clockAhead()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aMachineWritesPacketsThatItCannotReadAndNeverOverOthers() throws Exception {
    Path file = Files.writeString(folder.resolve("s.pcapng"), "packets");
    Upload whole = Upload.of(file, "application/x-pcapng", 0);
    Upload damaged =
        new Upload(file, "application/x-pcapng", whole.bytes(), "00".repeat(32), whole.md5(), 0);

    assertThatThrownBy(() -> mailbox.putNew("capture/m_0/s.pcapng", damaged))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("400 BadDigest");
    assertThat(mailbox.list("capture/m_0/")).isEmpty();
    assertThat(mailbox.putNew("capture/m_0/s.pcapng", whole)).isTrue();
    assertThat(mailbox.putNew("capture/m_0/s.pcapng", whole)).isFalse();
    assertThat(mailbox.list("capture/m_0/"))
        .containsExactly(new Mailbox.Listed("capture/m_0/s.pcapng", 7, whole.md5()));
    assertThatThrownBy(() -> mailbox.get("capture/m_0/s.pcapng", null))
        .isInstanceOf(MailboxException.class)
        .hasMessageContaining("403 AccessDenied");
  }

  @Test
  void offloadNeedsNoMoreThanThat() throws Exception {
    Path segment =
        Files.writeString(
            folder.resolve("000000000001-20261122T112400.000000000Z.pcapng"), "packets");
    StoredSegment stored = new StoredSegment(segment, Instant.EPOCH, Instant.EPOCH, 7, true);
    Files.writeString(stored.index(), "index");
    try (Offload offload =
        new Offload(
            new OffloadSettings(
                folder.resolve("state"), 0, Duration.ofMillis(10), Duration.ofSeconds(5)),
            mailbox,
            () -> List.of(stored))) {
      offload.wanted(true);
      offload.start("m_0");
      while (offload.totals().segments() == 0) {
        assertThat(offload.problem()).isEmpty();
        Thread.sleep(10);
      }
    }
    assertThat(read("capture/m_0/000000000001-20261122T112400.000000000Z.pcapng"))
        .isEqualTo("packets");
    assertThat(read("capture/m_0/000000000001-20261122T112400.000000000Z.idx")).isEqualTo("index");
  }
}
