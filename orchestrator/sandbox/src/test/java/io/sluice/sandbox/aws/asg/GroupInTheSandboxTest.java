package io.sluice.sandbox.aws.asg;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.sandbox.Datacenter;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import io.sluice.sandbox.machine.BootFailure;
import io.sluice.sandbox.machine.MachineLauncher;
import io.sluice.sandbox.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;

/** A group among all rooms of a whole sandbox: real health checks decide what is replaced. */
class GroupInTheSandboxTest {
  private static final String SUBNETS = "subnet-0a1b2c3d4e5f60001,subnet-0a1b2c3d4e5f60002";

  // every sandbox on a computer gives its first instances the same addresses
  private final int probe = freePort();
  private final Map<String, HttpServer> appliances = new ConcurrentHashMap<>();
  @TempDir private Path dir;
  private Sandbox sandbox;
  private AutoScalingClient groups;
  private ElasticLoadBalancingV2Client elb;
  private Ec2Client ec2;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxOptions.in(dir), cell -> new Datacenter(cell, new Answering()));
    groups = client(AutoScalingClient.builder());
    elb = client(ElasticLoadBalancingV2Client.builder());
    ec2 = client(Ec2Client.builder());
  }

  @AfterEach
  void close() {
    groups.close();
    elb.close();
    ec2.close();
    sandbox.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appliances that answer their probe and do nothing else. */
  private final class Answering implements MachineLauncher {
    @Override
    public Running launch(String machine, Path root, byte[] bootDocument, InetAddress address)
        throws BootFailure {
      try {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, probe), 0);
        server.createContext(
            "/health",
            exchange -> {
              exchange.sendResponseHeaders(200, -1);
              exchange.close();
            });
        server.start();
        appliances.put(machine, server);
      } catch (IOException e) {
        throw new BootFailure(e.toString(), e);
      }
      return new Running() {
        @Override
        public boolean alive() {
          return appliances.containsKey(machine);
        }

        @Override
        public void stop(Duration grace) {
          kill();
        }

        @Override
        public void kill() {
          crash(machine);
        }
      };
    }
  }

  private void crash(String machine) {
    HttpServer server = appliances.remove(machine);
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void anApplianceThatNoLongerAnswersIsReplacedAndEverythingGoesWithItsGroup() throws Exception {
    String targets = targets();
    template();
    groups.createAutoScalingGroup(
        r ->
            r.autoScalingGroupName("fleet")
                .launchTemplate(t -> t.launchTemplateName("fleet").version("1"))
                .vpcZoneIdentifier(SUBNETS)
                .minSize(2)
                .maxSize(3)
                .targetGroupARNs(targets)
                .healthCheckType("ELB")
                .healthCheckGracePeriod(300));
    Await.until("both are healthy", () -> healthy(targets).size() == 2);
    String victim = members().getFirst();

    crash(victim);

    Await.until(
        "another one is healthy in its place",
        () -> healthy(targets).size() == 2 && !members().contains(victim));
    assertThat(healthy(targets)).containsExactlyInAnyOrderElementsOf(members());
    assertThat(groups.describeScalingActivities().activities())
        .anyMatch(
            activity ->
                activity.description().endsWith(victim)
                    && activity.cause().contains("an ELB system health check failure"));

    groups.deleteAutoScalingGroup(r -> r.autoScalingGroupName("fleet").forceDelete(true));
    Await.until(
        "the group is gone",
        () -> groups.describeAutoScalingGroups().autoScalingGroups().isEmpty());
    assertThat(appliances).isEmpty();
  }

  private String targets() {
    String arn =
        elb.createTargetGroup(
                r ->
                    r.name("mirror")
                        .protocol(ProtocolEnum.UDP)
                        .port(4789)
                        .vpcId("vpc-0a1b2c3d4e5f60001")
                        .healthCheckProtocol(ProtocolEnum.HTTP)
                        .healthCheckPort(Integer.toString(probe))
                        .healthCheckPath("/health")
                        .healthCheckIntervalSeconds(5)
                        .healthyThresholdCount(2)
                        .unhealthyThresholdCount(2))
            .targetGroups()
            .getFirst()
            .targetGroupArn();
    String balancer =
        elb.createLoadBalancer(
                r ->
                    r.name("mirror")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnets(List.of(SUBNETS.split(",", -1))))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();
    elb.createListener(
        r ->
            r.loadBalancerArn(balancer)
                .protocol(ProtocolEnum.UDP)
                .port(4789)
                .defaultActions(Action.builder().type("forward").targetGroupArn(arn).build()));
    return arn;
  }

  private void template() {
    String userData =
        """
        #cloud-config
        write_files:
          - {path: /etc/sluice/boot.json, content: '{}'}
        """;
    ec2.createLaunchTemplate(
        r ->
            r.launchTemplateName("fleet")
                .launchTemplateData(
                    data ->
                        data.imageId("ami-0a1b2c3d4e5f60001")
                            .instanceType("c6in.large")
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

  private List<String> healthy(String targets) {
    return elb
        .describeTargetHealth(r -> r.targetGroupArn(targets))
        .targetHealthDescriptions()
        .stream()
        .filter(target -> target.targetHealth().stateAsString().equals("healthy"))
        .map(target -> target.target().id())
        .toList();
  }

  private <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(B builder) {
    return builder
        .endpointOverride(sandbox.http())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
