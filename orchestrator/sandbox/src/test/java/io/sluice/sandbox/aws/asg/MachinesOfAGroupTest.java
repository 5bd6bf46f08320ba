package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.resource.Identity;
import io.sluice.sandbox.aws.AwsCloud;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import io.sluice.sandbox.aws.iam.Iam;
import io.sluice.sandbox.aws.iam.Signatures;
import io.sluice.sandbox.aws.iam.TemporaryKeys;
import io.sluice.sandbox.aws.imds.InstanceMetadata;
import io.sluice.sandbox.aws.s3.S3Service;
import io.sluice.sandbox.control.Gate;
import io.sluice.sandbox.http.HttpServer;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import io.sluice.sandbox.http.Tls;
import io.sluice.sandbox.machine.ApplianceLauncher;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A group's instances are processes that fetch their bundle from S3 with their role's keys. */
class MachinesOfAGroupTest {
  private static final String SUBNET = "subnet-0a1b2c3d4e5f60001";

  // says how it was started, drains when it is told to leave
  private static final String PROGRAM =
      """
      #!/bin/sh
      trap 'echo drained; exit 0' TERM
      echo "args $@"
      echo "metadata $AWS_EC2_METADATA_SERVICE_ENDPOINT pipe $SLUICE_PARENT_PIPE"
      read line
      """;

  @TempDir private Path folder;
  private HttpServer server;
  private InstanceHosts hosts;
  private AutoScaling autoScaling;
  private AutoScalingClient groups;
  private Ec2Client ec2;
  private IamClient iam;
  private S3Client s3;

  @BeforeEach
  void cloud() throws IOException {
    AwsCloud aws = new AwsCloud(new Gate(null));
    Router router = new Router(request -> Response.of(404));
    server =
        new HttpServer(
            Tls.create().context(),
            request -> AwsCloud.isFor(request) ? aws.handle(request) : router.handle(request));
    TemporaryKeys keys = new TemporaryKeys();
    Iam identities = new Iam(keys);
    aws.rooms().set(identities);
    new InstanceMetadata(aws.rooms(), identities, keys).register(router);
    S3Service objects = new S3Service(folder.resolve("s3"), aws.rooms(), new Signatures(keys));
    hosts = new InstanceHosts(folder.resolve("machines"), new ApplianceLauncher(this::base));
    aws.rooms().set(hosts);
    autoScaling = new AutoScaling(aws.rooms(), new Alarms(), new TimeScale(60));
    aws.rooms().set(autoScaling);
    aws.register("iam", identities::handle);
    aws.register("s3", objects::handle);
    aws.register("autoscaling", autoScaling.service()::handle);
    groups = client(AutoScalingClient.builder());
    ec2 = client(Ec2Client.builder());
    iam = client(IamClient.builder());
    s3 = client(S3Client.builder().forcePathStyle(true));
  }

  @AfterEach
  void end() {
    groups.close();
    ec2.close();
    iam.close();
    s3.close();
    autoScaling.close();
    hosts.close();
    server.close();
  }

  @Test
  void aGroupsMachineBootsFromS3AndLeavesNothingBehind() throws Exception {
    byte[] bundle = bundle();
    s3.createBucket(r -> r.bucket("mailbox"));
    role();
    template(Identity.hash(bundle));
    groups.createAutoScalingGroup(
        r ->
            r.autoScalingGroupName("fleet")
                .launchTemplate(t -> t.launchTemplateName("fleet"))
                .vpcZoneIdentifier(SUBNET)
                .minSize(1)
                .maxSize(1));
    Await.until("it serves", () -> members().size() == 1);
    String id = members().getFirst();
    Await.until("it asks for a bundle that is not there yet", () -> log(id).contains("again"));

    s3.putObject(r -> r.bucket("mailbox").key("bundle/a.tar.gz"), RequestBody.fromBytes(bundle));

    Await.until("its appliance runs", () -> log(id).contains("metadata"));
    assertThat(log(id))
        .contains("--address 127.60.")
        .contains("metadata " + base() + "/imds/" + id + " pipe 1");
    Await.until("its computer knows", () -> hosts.runs(id));
    long process = pid(id);

    groups.deleteAutoScalingGroup(r -> r.autoScalingGroupName("fleet").forceDelete(true));

    Await.until(
        "the group is gone",
        () -> groups.describeAutoScalingGroups().autoScalingGroups().isEmpty());
    assertThat(log(id)).contains("drained");
    assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(state(id)).isEqualTo(InstanceStateName.TERMINATED);
  }

  @Test
  void aProcessThatDiesLeavesItsInstanceRunning() throws Exception {
    byte[] bundle = bundle();
    s3.createBucket(r -> r.bucket("mailbox"));
    s3.putObject(r -> r.bucket("mailbox").key("bundle/a.tar.gz"), RequestBody.fromBytes(bundle));
    role();
    template(Identity.hash(bundle));
    groups.createAutoScalingGroup(
        r ->
            r.autoScalingGroupName("fleet")
                .launchTemplate(t -> t.launchTemplateName("fleet"))
                .vpcZoneIdentifier(SUBNET)
                .minSize(1)
                .maxSize(1));
    Await.until("it serves", () -> members().size() == 1 && hosts.runs(members().getFirst()));
    String id = members().getFirst();

    ProcessHandle.of(pid(id)).orElseThrow().destroyForcibly();

    Await.until("it has died", () -> !hosts.runs(id));
    assertThat(state(id)).isEqualTo(InstanceStateName.RUNNING);
    assertThat(members()).containsExactly(id);
  }

  private void role() {
    iam.createRole(
        r ->
            r.roleName("machines")
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
                    """));
    iam.putRolePolicy(
        r ->
            r.roleName("machines")
                .policyName("mailbox")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::mailbox/bundle/*"},
                     {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::mailbox"}]}
                    """));
    iam.createInstanceProfile(r -> r.instanceProfileName("machines"));
    iam.addRoleToInstanceProfile(r -> r.instanceProfileName("machines").roleName("machines"));
  }

  private void template(String sha256) {
    String boot =
        """
        {"mailbox": {"type": "s3", "url": "%s/mailbox", "region": "eu-west-1"}, "bundle": {"object": "bundle/a.tar.gz", "sha256": "%s"}}\
        """
            .formatted(base(), sha256);
    String userData =
        """
        #cloud-config
        write_files:
          - path: /etc/sluice/boot.json
            content: '%s'
        """
            .formatted(boot);
    ec2.createLaunchTemplate(
        r ->
            r.launchTemplateName("fleet")
                .launchTemplateData(
                    data ->
                        data.imageId("ami-0a1b2c3d4e5f60001")
                            .instanceType("c6in.large")
                            .iamInstanceProfile(p -> p.name("machines"))
                            .userData(
                                Base64.getEncoder()
                                    .encodeToString(userData.getBytes(StandardCharsets.UTF_8)))));
  }

  private List<String> members() {
    return groups.describeAutoScalingGroups().autoScalingGroups().stream()
        .flatMap(group -> group.instances().stream())
        .filter(instance -> instance.lifecycleStateAsString().equals("InService"))
        .map(Instance::instanceId)
        .toList();
  }

  private InstanceStateName state(String id) {
    return ec2.describeInstances(r -> r.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst()
        .state()
        .name();
  }

  private long pid(String id) throws IOException {
    return Long.parseLong(
        Files.readString(folder.resolve("machines").resolve(id).resolve("pid")).split(" ", -1)[0]);
  }

  private String log(String id) throws IOException {
    Path file = folder.resolve("machines").resolve(id).resolve("appliance.log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(B builder) {
    return builder
        .endpointOverride(base())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(60)))
        .build();
  }

  private static byte[] bundle() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("appliance/bin/appliance", true);
    entry.setMode(0755);
    byte[] program = PROGRAM.getBytes(StandardCharsets.UTF_8);
    entry.setSize(program.length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      tar.putArchiveEntry(entry);
      tar.write(program);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
