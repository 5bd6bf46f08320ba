package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.Cell;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxOptions;
import io.sluice.sandbox.aws.elb.Elb;
import io.sluice.sandbox.aws.fabric.MirrorFabric;
import io.sluice.sandbox.cloud.Loopback;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.NoScaleSets;
import io.sluice.sandbox.testing.Observer;
import io.sluice.sandbox.traffic.MirrorTraffic;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.TrafficDirection;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorRuleAction;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** Traffic mirroring set up by AWS's own clients, with packets that really move. */
class MirroredSandboxTest {
  private static final String VPC = "vpc-0a1b2c3d4e5f60001";
  private static final String SUBNET_A = "subnet-0a1b2c3d4e5f60001";
  private static final String SUBNET_B = "subnet-0a1b2c3d4e5f60002";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private Sandbox sandbox;
  private MirrorFabric fabric;
  private ElasticLoadBalancingV2Client elb;
  private Ec2Client ec2;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxOptions.in(dir), this::rooms);
    elb = client(ElasticLoadBalancingV2Client.builder());
    ec2 = client(Ec2Client.builder());
  }

  private ScaleSets rooms(Cell cell) {
    AwsCloud aws = cell.aws();
    TimeScale scale = new TimeScale(1_000);
    Elb room = new Elb(aws.rooms(), scale);
    aws.rooms().set(room);
    aws.register(Elb.SERVICE, room::handle);
    fabric = new MirrorFabric(aws.rooms(), scale);
    aws.rooms().set(fabric);
    fabric.register(cell.control());
    cell.traffic().add(new MirrorTraffic(fabric));
    fabric.start();
    return new NoScaleSets();
  }

  @AfterEach
  void close() {
    elb.close();
    ec2.close();
    fabric.close();
    sandbox.close();
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(sandbox.http())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  @Test
  void whatANetworkLoadBalancerGetsItsTargetsCount() throws Exception {
    List<Instance> fleet = tier("db").subList(0, 2);
    try (Observer one = observer(fleet.get(0), 4789);
        Observer two = observer(fleet.get(1), 4789)) {
      String group = group(ProtocolEnum.UDP, 4789, fleet);
      String balancer = balancer(LoadBalancerTypeEnum.NETWORK, List.of(SUBNET_A, SUBNET_B));
      elb.createListener(
          to ->
              to.loadBalancerArn(balancer)
                  .protocol(ProtocolEnum.UDP)
                  .port(4789)
                  .defaultActions(forward(group)));
      awaitHealthy(group, 2);
      mirrorAll(
          ec2.createTrafficMirrorTarget(to -> to.networkLoadBalancerArn(balancer))
              .trafficMirrorTarget()
              .trafficMirrorTargetId());

      JsonNode report = traffic();

      assertCounted(report, one.received() + two.received());
      assertThat(one.received()).isPositive();
      assertThat(two.received()).isPositive();
      JsonNode status = status().path("awsFabric");
      assertThat(status.path("sessions").asInt()).isEqualTo(60);
      assertThat(status.at("/balancers/0/targets/0/health").asText()).isEqualTo("HEALTHY");
    }
  }

  @Test
  void whatAGatewayLoadBalancerGetsThroughItsEndpointItsTargetCounts() throws Exception {
    List<Instance> fleet = tier("db").subList(0, 1);
    String subnet = fleet.getFirst().subnetId();
    try (Observer one = observer(fleet.getFirst(), 6081)) {
      String group = group(ProtocolEnum.GENEVE, 6081, fleet);
      String balancer = balancer(LoadBalancerTypeEnum.GATEWAY, List.of(subnet));
      elb.createListener(to -> to.loadBalancerArn(balancer).defaultActions(forward(group)));
      awaitHealthy(group, 1);
      String service =
          ec2.createVpcEndpointServiceConfiguration(
                  to -> to.gatewayLoadBalancerArns(balancer).acceptanceRequired(false))
              .serviceConfiguration()
              .serviceName();
      String endpoint =
          ec2.createVpcEndpoint(
                  to ->
                      to.vpcId(VPC)
                          .subnetIds(subnet)
                          .serviceName(service)
                          .vpcEndpointType(VpcEndpointType.GATEWAY_LOAD_BALANCER))
              .vpcEndpoint()
              .vpcEndpointId();
      Await.until(
          "the endpoint is available",
          () ->
              ec2.describeVpcEndpoints(to -> to.vpcEndpointIds(endpoint))
                  .vpcEndpoints()
                  .getFirst()
                  .stateAsString()
                  .equalsIgnoreCase("available"));
      mirrorAll(
          ec2.createTrafficMirrorTarget(to -> to.gatewayLoadBalancerEndpointId(endpoint))
              .trafficMirrorTarget()
              .trafficMirrorTargetId());

      assertCounted(traffic(), one.received());
    }
  }

  private static void assertCounted(JsonNode report, long received) {
    assertThat(report.path("error").asText()).isEmpty();
    assertThat(report.path("interfaces").asInt()).isEqualTo(60);
    assertThat(report.path("drops")).isEmpty();
    assertThat(report.path("agrees").asBoolean()).isTrue();
    assertThat(report.at("/mirrored/packets").asLong()).isPositive().isEqualTo(received);
  }

  private List<Instance> tier(String tier) {
    return ec2
        .describeInstances(to -> to.filters(Filter.builder().name("tag:tier").values(tier).build()))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .toList();
  }

  private static Observer observer(Instance instance, int port) throws IOException {
    return new Observer(Loopback.address(instance.privateIpAddress()).getHostAddress(), port);
  }

  private String group(ProtocolEnum protocol, int port, List<Instance> fleet) {
    String arn =
        elb.createTargetGroup(
                to ->
                    to.name("mirror")
                        .protocol(protocol)
                        .port(port)
                        .vpcId(VPC)
                        .healthCheckProtocol(ProtocolEnum.HTTP)
                        .healthCheckPort("8080")
                        .healthCheckPath("/health")
                        .healthCheckIntervalSeconds(5)
                        .healthCheckTimeoutSeconds(2))
            .targetGroups()
            .getFirst()
            .targetGroupArn();
    elb.registerTargets(
        to ->
            to.targetGroupArn(arn)
                .targets(
                    fleet.stream()
                        .map(each -> TargetDescription.builder().id(each.instanceId()).build())
                        .toList()));
    return arn;
  }

  private String balancer(LoadBalancerTypeEnum type, List<String> subnets) {
    String arn =
        elb.createLoadBalancer(to -> to.name("mirror").type(type).subnets(subnets))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();
    elb.modifyLoadBalancerAttributes(
        to ->
            to.loadBalancerArn(arn)
                .attributes(
                    LoadBalancerAttribute.builder()
                        .key("load_balancing.cross_zone.enabled")
                        .value("true")
                        .build()));
    return arn;
  }

  private static Action forward(String group) {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(group).build();
  }

  private void awaitHealthy(String group, int number) throws Exception {
    Await.until(
        "the targets are healthy",
        () ->
            elb
                    .describeTargetHealth(to -> to.targetGroupArn(group))
                    .targetHealthDescriptions()
                    .stream()
                    .filter(each -> each.targetHealth().state() == TargetHealthStateEnum.HEALTHY)
                    .count()
                == number);
  }

  private void mirrorAll(String target) {
    String filter =
        ec2.createTrafficMirrorFilter(to -> to.description("all"))
            .trafficMirrorFilter()
            .trafficMirrorFilterId();
    for (TrafficDirection direction : List.of(TrafficDirection.INGRESS, TrafficDirection.EGRESS)) {
      ec2.createTrafficMirrorFilterRule(
          to ->
              to.trafficMirrorFilterId(filter)
                  .trafficDirection(direction)
                  .ruleNumber(100)
                  .ruleAction(TrafficMirrorRuleAction.ACCEPT)
                  .sourceCidrBlock("0.0.0.0/0")
                  .destinationCidrBlock("0.0.0.0/0"));
    }
    tier("web").stream()
        .flatMap(instance -> instance.networkInterfaces().stream())
        .forEach(
            source ->
                ec2.createTrafficMirrorSession(
                    to ->
                        to.networkInterfaceId(source.networkInterfaceId())
                            .trafficMirrorTargetId(target)
                            .trafficMirrorFilterId(filter)
                            .sessionNumber(1)
                            .virtualNetworkId(4711)));
  }

  private JsonNode traffic() throws Exception {
    List<String> lines = control("POST", "traffic", "{\"conversations\": 120}").lines().toList();
    return JSON.readTree(lines.getLast());
  }

  private JsonNode status() throws Exception {
    return JSON.readTree(control("GET", "status", null));
  }

  private String control(String method, String path, @Nullable String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(sandbox.http().resolve("/sandbox/" + path))
                  .header("Authorization", "Bearer " + sandbox.token())
                  .method(
                      method,
                      body == null
                          ? HttpRequest.BodyPublishers.noBody()
                          : HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
