package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.engine.apply.Applier;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.plan.Action;
import io.sluice.engine.plan.Change;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * A second opinion: moto, as far as it knows mirroring (no rules, no sessions, and nothing of it is
 * ever deleted there). Skipped where there is no {@code moto_server}.
 */
class MirrorMotoTest {
  private static final Set<String> UNKNOWN_TO_MOTO =
      Set.of(MirrorFilterRule.TYPE, MirrorSession.TYPE);
  private static final Set<String> NEVER_DELETED = Set.of(MirrorTarget.TYPE, MirrorFilter.TYPE);

  @TempDir static Path folder;
  private static Process moto;
  private static URI url;
  private static List<Subnet> subnets;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(one -> Files.isExecutable(Path.of(one, "moto_server")));
    assumeTrue(there, "there is no moto_server on the PATH");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    moto =
        new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("moto.log").toFile())
            .start();
    url = URI.create("http://127.0.0.1:" + port);
    awaitAnswer(port);
    try (Ec2Client ec2 =
        Ec2Client.builder()
            .region(Region.EU_WEST_1)
            .endpointOverride(url)
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "s")))
            .build()) {
      subnets = ec2.describeSubnets().subnets().subList(0, 2);
    }
  }

  private static void awaitAnswer(int port) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        assertThat(moto.isAlive()).as("moto_server ended").isTrue();
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new AssertionError("moto_server answers no call");
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.descendants().forEach(ProcessHandle::destroy);
      moto.destroy();
    }
  }

  private static MirrorOnly open(String name, String target) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        blueprint: %s
        aws: {region: eu-west-1}
        network: {vpc: %s, subnets: [%s, %s]}
        sources:
          - instances: {tags: {tier: web}}
        mirror: {target: %s, vni: 4021}
        appliances:
          size: c6in.xlarge
          scale: {min: 1, max: 2, throughput: 1 Gbps}
        """
            .formatted(
                name,
                subnets.get(0).vpcId(),
                subnets.get(0).subnetId(),
                subnets.get(1).subnetId(),
                target));
    Blueprint blueprint = BlueprintLoader.load(file, Map.<String, String>of()::get).blueprint();
    return new MirrorOnly(
        blueprint, url, new Bundle(folder.resolve("none"), "0", "1"), UNKNOWN_TO_MOTO);
  }

  private static List<String> said(Plan plan) {
    return plan.changes().stream()
        .filter(change -> change.action() != Action.NO_OP)
        .map(Change::key)
        .map(Object::toString)
        .toList();
  }

  private static void there(String name, String target, String... kinds) throws IOException {
    MirrorOnly provider = open(name, target);
    ApplyResult applied = new Applier(provider, 4, event -> {}).apply(new Planner(provider).plan());
    assertThat(applied.failed()).isEmpty();

    Plan again = new Planner(open(name, target)).plan();
    assertThat(said(again)).as(again.changes().toString()).isEmpty();

    MirrorOnly going = open(name, target);
    going.leaveOut(NEVER_DELETED);
    Plan away = new Planner(going).destroyPlan();
    assertThat(said(away)).hasSameSizeAs(kinds).allMatch(one -> startsWithAny(one, kinds));
    assertThat(new Applier(going, 4, event -> {}).apply(away).failed()).isEmpty();
    assertThat(said(new Planner(going).destroyPlan())).isEmpty();
  }

  private static boolean startsWithAny(String text, String... kinds) {
    return Arrays.stream(kinds).anyMatch(text::startsWith);
  }

  @Test
  void networkLoadBalancerComesStaysAndGoes() throws IOException {
    there(
        "mirror-network",
        "networkLoadBalancer",
        TargetGroup.TYPE,
        LoadBalancer.TYPE,
        Listener.TYPE);
  }

  @Test
  void gatewayLoadBalancerWithItsEndpointsComesStaysAndGoes() throws IOException {
    there(
        "mirror-gateway",
        "gatewayLoadBalancer",
        TargetGroup.TYPE,
        LoadBalancer.TYPE,
        Listener.TYPE,
        EndpointService.TYPE,
        GatewayEndpoint.TYPE,
        GatewayEndpoint.TYPE);
  }
}
