package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.REGION;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_A;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_B;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_B2;
import static io.sluice.sandbox.testing.PaperAws.VPC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Eni;
import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.testing.PaperAws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** What the AWS SDK finds at the sandbox's Elastic Load Balancing. */
class LoadBalancingTest {
  private final PaperAws aws = new PaperAws();
  private final ElasticLoadBalancingV2Client elb =
      aws.client(ElasticLoadBalancingV2Client.builder());

  @AfterEach
  void close() {
    elb.close();
    aws.close();
  }

  private LoadBalancer network(String name, String... subnets) {
    return elb.createLoadBalancer(
            to ->
                to.name(name)
                    .type(LoadBalancerTypeEnum.NETWORK)
                    .scheme("internal")
                    .subnets(subnets)
                    .tags(Tag.builder().key("owner").value("us").build()))
        .loadBalancers()
        .getFirst();
  }

  private LoadBalancer gateway(String name, String... subnets) {
    return elb.createLoadBalancer(
            to -> to.name(name).type(LoadBalancerTypeEnum.GATEWAY).subnets(subnets))
        .loadBalancers()
        .getFirst();
  }

  private String group(String name, ProtocolEnum protocol, int port) {
    return elb.createTargetGroup(of(name, protocol, port))
        .targetGroups()
        .getFirst()
        .targetGroupArn();
  }

  private static CreateTargetGroupRequest of(String name, ProtocolEnum protocol, int port) {
    return CreateTargetGroupRequest.builder()
        .name(name)
        .protocol(protocol)
        .port(port)
        .vpcId(VPC)
        .healthCheckProtocol(ProtocolEnum.HTTP)
        .healthCheckPort("9200")
        .healthCheckPath("/ready")
        .healthCheckIntervalSeconds(10)
        .build();
  }

  private Listener listen(LoadBalancer balancer, ProtocolEnum protocol, int port, String group) {
    return elb.createListener(
            to ->
                to.loadBalancerArn(balancer.loadBalancerArn())
                    .protocol(protocol)
                    .port(port)
                    .defaultActions(forward(group)))
        .listeners()
        .getFirst();
  }

  private static Action forward(String group) {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(group).build();
  }

  private Listener listen(LoadBalancer gateway, String group) {
    return elb.createListener(
            to -> to.loadBalancerArn(gateway.loadBalancerArn()).defaultActions(forward(group)))
        .listeners()
        .getFirst();
  }

  private void register(String group, String... instances) {
    elb.registerTargets(to -> to.targetGroupArn(group).targets(targets(instances)));
  }

  private static List<TargetDescription> targets(String... instances) {
    return List.of(instances).stream()
        .map(id -> TargetDescription.builder().id(id).build())
        .toList();
  }

  private TargetHealth health(String group, String instance) {
    return elb.describeTargetHealth(to -> to.targetGroupArn(group).targets(targets(instance)))
        .targetHealthDescriptions()
        .getFirst()
        .targetHealth();
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private void activate() {
    aws.clock.move(Duration.ofSeconds(2));
  }

  @Test
  void aNetworkLoadBalancerIsProvisionedAndThenActiveWithAnAddressInEachZone() {
    LoadBalancer made = network("mirror", SUBNET_A, SUBNET_B);

    assertThat(made.loadBalancerArn())
        .matches(
            "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/mirror/[0-9a-f]{16}");
    assertThat(made.dnsName()).matches("mirror-[0-9a-f]{16}\\.elb\\.eu-west-1\\.amazonaws\\.com");
    assertThat(made.state().code()).isEqualTo(LoadBalancerStateEnum.PROVISIONING);
    assertThat(aws.elb.balancers(REGION)).isEmpty();
    activate();

    LoadBalancer shown =
        elb.describeLoadBalancers(to -> to.names("mirror")).loadBalancers().getFirst();
    assertThat(shown.state().code()).isEqualTo(LoadBalancerStateEnum.ACTIVE);
    assertThat(shown.vpcId()).isEqualTo(VPC);
    assertThat(shown.schemeAsString()).isEqualTo("internal");
    assertThat(shown.availabilityZones())
        .extracting(zone -> zone.zoneName())
        .containsExactly("eu-west-1a", "eu-west-1b");
    Balancer seen = aws.elb.balancers(REGION).getFirst();
    assertThat(seen.addresses())
        .isEqualTo(Map.of("eu-west-1a", "10.60.0.17", "eu-west-1b", "10.60.32.18"));
    assertThat(seen.gateway()).isFalse();
    assertThat(aws.balancerInterfaces())
        .extracting(Eni::type)
        .containsOnly("network_load_balancer")
        .hasSize(2);
  }

  @Test
  void aGatewayLoadBalancerHasNoSchemeAndNoNameInTheDns() {
    LoadBalancer made = gateway("mirror", SUBNET_A);

    assertThat(made.loadBalancerArn()).contains(":loadbalancer/gwy/mirror/");
    assertThat(made.dnsName()).isNull();
    assertThat(made.scheme()).isNull();
    refused(
        "InvalidConfigurationRequest",
        () ->
            elb.createLoadBalancer(
                to ->
                    to.name("other")
                        .type(LoadBalancerTypeEnum.GATEWAY)
                        .subnets(SUBNET_A)
                        .securityGroups("sg-1")));
  }

  @Test
  void theSameBalancerAgainIsTheSameAndAnotherOfItsNameIsRefused() {
    LoadBalancer made = network("mirror", SUBNET_A);

    assertThat(network("mirror", SUBNET_A).loadBalancerArn()).isEqualTo(made.loadBalancerArn());
    refused("DuplicateLoadBalancerName", () -> network("mirror", SUBNET_A, SUBNET_B));
    refused("DuplicateLoadBalancerName", () -> gateway("mirror", SUBNET_A));
    assertThat(aws.balancerInterfaces()).hasSize(1);
  }

  @Test
  void namesAndSubnetsAreCheckedBeforeAnythingIsMade() {
    refused("ValidationError", () -> network("a".repeat(33), SUBNET_A));
    refused("ValidationError", () -> network("under_score", SUBNET_A));
    refused("ValidationError", () -> network("-mirror", SUBNET_A));
    refused("ValidationError", () -> network("internal-mirror", SUBNET_A));
    refused("ValidationError", () -> network("mirror"));
    refused("SubnetNotFound", () -> network("mirror", SUBNET_A, "subnet-0000"));
    refused("InvalidConfigurationRequest", () -> network("mirror", SUBNET_B, SUBNET_B2));
    assertThat(aws.balancerInterfaces()).isEmpty();
    assertThat(elb.describeLoadBalancers().loadBalancers()).isEmpty();
  }

  @Test
  void balancersAreListedInPagesThatMissNoneWhileOthersCome() {
    List<String> arns =
        IntStream.range(0, 7)
            .mapToObj(i -> network("lb-" + i, SUBNET_A).loadBalancerArn())
            .toList();

    List<String> listed = new ArrayList<>();
    elb.describeLoadBalancersPaginator(to -> to.pageSize(3)).stream()
        .forEach(
            page -> {
              assertThat(page.loadBalancers()).hasSizeLessThanOrEqualTo(3);
              page.loadBalancers().forEach(each -> listed.add(each.loadBalancerArn()));
            });

    assertThat(listed).containsExactlyInAnyOrderElementsOf(arns);
    refused("ValidationError", () -> elb.describeLoadBalancers(to -> to.marker("%%%")));
    refused("ValidationError", () -> elb.describeLoadBalancers(to -> to.pageSize(401)));
    refused(
        "LoadBalancerNotFound", () -> elb.describeLoadBalancers(to -> to.names("lb-0", "none")));
    refused("ValidationError", () -> elb.describeLoadBalancers(to -> to.loadBalancerArns("none")));
  }

  @Test
  void aBalancerThatIsProtectedOrUsedStaysAndAnAbsentOneIsDeletedAnyway() {
    LoadBalancer made = network("mirror", SUBNET_A);
    String arn = made.loadBalancerArn();
    protect(arn, "true");
    refused("OperationNotPermitted", () -> elb.deleteLoadBalancer(to -> to.loadBalancerArn(arn)));
    protect(arn, "false");
    aws.used.add(arn);
    refused("ResourceInUse", () -> elb.deleteLoadBalancer(to -> to.loadBalancerArn(arn)));
    aws.used.clear();
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    listen(made, ProtocolEnum.UDP, 4789, group);

    elb.deleteLoadBalancer(to -> to.loadBalancerArn(arn));
    elb.deleteLoadBalancer(to -> to.loadBalancerArn(arn));
    elb.deleteTargetGroup(to -> to.targetGroupArn(group));

    assertThat(elb.describeLoadBalancers().loadBalancers()).isEmpty();
    assertThat(aws.balancerInterfaces()).isEmpty();
    refused("LoadBalancerNotFound", () -> elb.describeListeners(to -> to.loadBalancerArn(arn)));
  }

  private void protect(String arn, String value) {
    elb.modifyLoadBalancerAttributes(
        to -> to.loadBalancerArn(arn).attributes(attribute("deletion_protection.enabled", value)));
  }

  private static LoadBalancerAttribute attribute(String key, String value) {
    return LoadBalancerAttribute.builder().key(key).value(value).build();
  }

  @Test
  void attributesHaveTheirDefaultsAndTakeOnlyWhatTheyMayBe() {
    String arn = network("mirror", SUBNET_A).loadBalancerArn();
    activate();
    assertThat(aws.elb.balancers(REGION).getFirst().crossZone()).isFalse();

    elb.modifyLoadBalancerAttributes(
        to ->
            to.loadBalancerArn(arn)
                .attributes(attribute("load_balancing.cross_zone.enabled", "true")));

    assertThat(aws.elb.balancers(REGION).getFirst().crossZone()).isTrue();
    assertThat(elb.describeLoadBalancerAttributes(to -> to.loadBalancerArn(arn)).attributes())
        .contains(
            attribute("load_balancing.cross_zone.enabled", "true"),
            attribute("deletion_protection.enabled", "false"));
    refused(
        "ValidationError",
        () ->
            elb.modifyLoadBalancerAttributes(
                to ->
                    to.loadBalancerArn(arn)
                        .attributes(attribute("load_balancing.cross_zone.enabled", "maybe"))));
    refused(
        "InvalidConfigurationRequest",
        () ->
            elb.modifyLoadBalancerAttributes(
                to -> to.loadBalancerArn(arn).attributes(attribute("idle_timeout", "60"))));
  }

  @Test
  void zonesCanBeAddedButNeverTakenFromAGateway() {
    String net = network("net", SUBNET_A).loadBalancerArn();
    String gwy = gateway("gwy", SUBNET_A).loadBalancerArn();
    activate();

    elb.setSubnets(to -> to.loadBalancerArn(net).subnets(SUBNET_A, SUBNET_B));
    elb.setSubnets(to -> to.loadBalancerArn(gwy).subnets(SUBNET_A, SUBNET_B));

    assertThat(aws.elb.balancers(REGION))
        .allSatisfy(each -> assertThat(each.addresses()).hasSize(2));
    assertThat(aws.balancerInterfaces()).hasSize(4);
    refused(
        "InvalidConfigurationRequest",
        () -> elb.setSubnets(to -> to.loadBalancerArn(gwy).subnets(SUBNET_B)));
  }

  @Test
  void securityGroupsCanOnlyReplaceOthers() {
    String without = network("without", SUBNET_A).loadBalancerArn();
    String with =
        elb.createLoadBalancer(
                to ->
                    to.name("with")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnets(SUBNET_A)
                        .securityGroups("sg-1"))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();

    refused(
        "InvalidConfigurationRequest",
        () -> elb.setSecurityGroups(to -> to.loadBalancerArn(without).securityGroups("sg-2")));
    assertThat(
            elb.setSecurityGroups(to -> to.loadBalancerArn(with).securityGroups("sg-2"))
                .securityGroupIds())
        .containsExactly("sg-2");
  }

  @Test
  void aTargetGroupHasTheDefaultsOfItsProtocol() {
    var udp =
        elb.createTargetGroup(to -> to.name("udp").protocol(ProtocolEnum.UDP).port(4789).vpcId(VPC))
            .targetGroups()
            .getFirst();
    var geneve =
        elb.createTargetGroup(
                to -> to.name("geneve").protocol(ProtocolEnum.GENEVE).port(6081).vpcId(VPC))
            .targetGroups()
            .getFirst();

    assertThat(udp.healthCheckProtocol()).isEqualTo(ProtocolEnum.TCP);
    assertThat(udp.healthCheckPort()).isEqualTo("traffic-port");
    assertThat(udp.healthCheckIntervalSeconds()).isEqualTo(30);
    assertThat(udp.healthCheckTimeoutSeconds()).isEqualTo(10);
    assertThat(udp.healthyThresholdCount()).isEqualTo(5);
    assertThat(udp.unhealthyThresholdCount()).isEqualTo(2);
    assertThat(udp.targetTypeAsString()).isEqualTo("instance");
    assertThat(geneve.healthCheckPort()).isEqualTo("80");
    assertThat(geneve.healthCheckIntervalSeconds()).isEqualTo(10);
    assertThat(geneve.healthCheckTimeoutSeconds()).isEqualTo(5);
    assertThat(aws.elb.targetGroups(REGION))
        .filteredOn(each -> each.name().equals("udp"))
        .extracting(TargetGroup::healthCheck)
        .containsExactly(new TargetGroup.HealthCheck("TCP", 4789, "", 30, 10, 5, 2));
  }

  @Test
  void aTargetGroupThatCannotBeIsRefused() {
    CreateTargetGroupRequest udp = of("mirror", ProtocolEnum.UDP, 4789);
    refused(
        "InvalidConfigurationRequest",
        () -> elb.createTargetGroup(udp.toBuilder().healthCheckProtocol(ProtocolEnum.UDP).build()));
    refused("ValidationError", () -> group("mirror", ProtocolEnum.GENEVE, 4789));
    refused("ValidationError", () -> elb.createTargetGroup(udp.toBuilder().port(null).build()));
    refused("ValidationError", () -> elb.createTargetGroup(udp.toBuilder().vpcId(null).build()));
    refused(
        "ValidationError",
        () -> elb.createTargetGroup(udp.toBuilder().healthCheckIntervalSeconds(4).build()));
    refused(
        "ValidationError",
        () -> elb.createTargetGroup(udp.toBuilder().healthyThresholdCount(11).build()));
    refused(
        "ValidationError",
        () -> elb.createTargetGroup(udp.toBuilder().healthCheckPath("ready").build()));
    assertThat(elb.describeTargetGroups().targetGroups()).isEmpty();
  }

  @Test
  void theSameTargetGroupAgainIsTheSameAndAnotherOfItsNameIsRefused() {
    String made = group("mirror", ProtocolEnum.UDP, 4789);

    assertThat(group("mirror", ProtocolEnum.UDP, 4789)).isEqualTo(made);
    refused("DuplicateTargetGroupName", () -> group("mirror", ProtocolEnum.UDP, 4790));
    refused("DuplicateTargetGroupName", () -> group("mirror", ProtocolEnum.TCP_UDP, 4789));
  }

  @Test
  void healthChecksCanBeChangedAndTheNetworkIsToldAtOnce() {
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    AtomicInteger told = new AtomicInteger();
    aws.elb.onChange(told::incrementAndGet);

    elb.modifyTargetGroup(
        to -> to.targetGroupArn(group).healthCheckPath("/alive").healthyThresholdCount(2));

    assertThat(aws.elb.targetGroups(REGION).getFirst().healthCheck())
        .isEqualTo(new TargetGroup.HealthCheck("HTTP", 9200, "/alive", 10, 6, 2, 2));
    assertThat(told).hasValue(1);
  }

  @Test
  void failoverOfAGatewaysGroupIsOneDecision() {
    String group = group("mirror", ProtocolEnum.GENEVE, 6081);
    TargetGroupAttribute first = groupAttribute("target_failover.on_deregistration", "rebalance");
    TargetGroupAttribute second = groupAttribute("target_failover.on_unhealthy", "rebalance");

    refused("InvalidConfigurationRequest", () -> modify(group, first));
    modify(group, first, second, groupAttribute("stickiness.type", "source_ip_dest_ip"));

    assertThat(aws.elb.targetGroups(REGION).getFirst().attributes())
        .containsEntry("target_failover.on_deregistration", "rebalance")
        .containsEntry("target_failover.on_unhealthy", "rebalance")
        .containsEntry("stickiness.type", "source_ip_dest_ip");
    refused("ValidationError", () -> modify(group, groupAttribute("stickiness.type", "source_ip")));
    refused(
        "InvalidConfigurationRequest",
        () -> modify(group, groupAttribute("preserve_client_ip.enabled", "true")));
  }

  @Test
  void aUdpGroupKeepsItsClientsAddresses() {
    String group = group("mirror", ProtocolEnum.UDP, 4789);

    refused(
        "InvalidConfigurationRequest",
        () -> modify(group, groupAttribute("preserve_client_ip.enabled", "false")));
    modify(group, groupAttribute("load_balancing.cross_zone.enabled", "true"));
    refused(
        "ValidationError",
        () -> modify(group, groupAttribute("deregistration_delay.timeout_seconds", "3601")));
  }

  private void modify(String group, TargetGroupAttribute... attributes) {
    elb.modifyTargetGroupAttributes(to -> to.targetGroupArn(group).attributes(attributes));
  }

  private static TargetGroupAttribute groupAttribute(String key, String value) {
    return TargetGroupAttribute.builder().key(key).value(value).build();
  }

  @Test
  void aListenerForwardsOnePortToAGroupOfItsProtocol() {
    LoadBalancer balancer = network("mirror", SUBNET_A);
    String udp = group("udp", ProtocolEnum.UDP, 4789);
    String tcp = group("tcp", ProtocolEnum.TCP, 4789);

    Listener made = listen(balancer, ProtocolEnum.UDP, 4789, udp);

    assertThat(made.listenerArn())
        .startsWith(balancer.loadBalancerArn().replace(":loadbalancer/", ":listener/") + "/");
    assertThat(listen(balancer, ProtocolEnum.UDP, 4789, udp).listenerArn())
        .isEqualTo(made.listenerArn());
    refused("DuplicateListener", () -> listen(balancer, ProtocolEnum.TCP, 4789, tcp));
    refused("IncompatibleProtocols", () -> listen(balancer, ProtocolEnum.UDP, 4790, tcp));
    refused("UnsupportedProtocol", () -> listen(balancer, ProtocolEnum.HTTP, 80, tcp));
    refused("ResourceInUse", () -> elb.deleteTargetGroup(to -> to.targetGroupArn(udp)));
    LoadBalancer other = network("other", SUBNET_A);
    refused("TargetGroupAssociationLimit", () -> listen(other, ProtocolEnum.UDP, 1, udp));
    activate();
    assertThat(aws.elb.balancers(REGION))
        .filteredOn(each -> each.name().equals("mirror"))
        .flatExtracting(Balancer::listeners)
        .containsExactly(new Balancer.Listener("UDP", 4789, udp));
    assertThat(
            elb.describeTargetGroups(to -> to.loadBalancerArn(balancer.loadBalancerArn()))
                .targetGroups())
        .extracting(each -> each.targetGroupArn())
        .containsExactly(udp);

    elb.deleteListener(to -> to.listenerArn(made.listenerArn()));
    refused("ListenerNotFound", () -> elb.deleteListener(to -> to.listenerArn(made.listenerArn())));
  }

  @Test
  void aListenerForBothProtocolsIsOneToTheClientAndTwoToTheNetwork() {
    LoadBalancer balancer = network("mirror", SUBNET_A);
    String group = group("both", ProtocolEnum.TCP_UDP, 4789);

    listen(balancer, ProtocolEnum.TCP_UDP, 4789, group);

    activate();
    assertThat(
            elb.describeListeners(to -> to.loadBalancerArn(balancer.loadBalancerArn())).listeners())
        .hasSize(1);
    assertThat(aws.elb.balancers(REGION).getFirst().listeners())
        .containsExactly(
            new Balancer.Listener("TCP", 4789, group), new Balancer.Listener("UDP", 4789, group));
  }

  @Test
  void aGatewayHasOneListenerWithoutAPort() {
    LoadBalancer balancer = gateway("mirror", SUBNET_A);
    String group = group("geneve", ProtocolEnum.GENEVE, 6081);
    String second = group("second", ProtocolEnum.GENEVE, 6081);

    refused("ValidationError", () -> listen(balancer, ProtocolEnum.GENEVE, 6081, group));
    Listener made = listen(balancer, group);

    assertThat(made.port()).isNull();
    assertThat(made.protocol()).isNull();
    refused("DuplicateListener", () -> listen(balancer, second));
    elb.modifyListener(to -> to.listenerArn(made.listenerArn()).defaultActions(forward(second)));
    elb.deleteTargetGroup(to -> to.targetGroupArn(group));
    activate();
    assertThat(aws.elb.balancers(REGION).getFirst().listeners())
        .containsExactly(new Balancer.Listener("GENEVE", 6081, second));
  }

  @Test
  void aTargetSaysWhyItIsNotHealthyYet() {
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    aws.instance("i-1", "eu-west-1a", "running", Map.of());
    aws.instance("i-2", "eu-west-1b", "running", Map.of());
    register(group, "i-1", "i-2");
    assertHealth(group, "i-1", "unused", TargetHealthReasonEnum.TARGET_NOT_IN_USE);

    listen(network("mirror", SUBNET_A), ProtocolEnum.UDP, 4789, group);
    assertHealth(group, "i-1", "initial", TargetHealthReasonEnum.ELB_REGISTRATION_IN_PROGRESS);
    assertHealth(group, "i-2", "unused", TargetHealthReasonEnum.TARGET_NOT_IN_USE);
    activate();
    assertHealth(group, "i-1", "initial", TargetHealthReasonEnum.ELB_INITIAL_HEALTH_CHECKING);
    aws.health.put("i-1", Health.UNHEALTHY);
    assertHealth(group, "i-1", "unhealthy", TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS);
    aws.health.put("i-1", Health.HEALTHY);
    assertThat(health(group, "i-1").state()).isEqualTo(TargetHealthStateEnum.HEALTHY);
    assertThat(health(group, "i-1").reason()).isNull();
    assertHealth(group, "i-9", "unused", TargetHealthReasonEnum.TARGET_NOT_REGISTERED);

    modify(group, groupAttribute("load_balancing.cross_zone.enabled", "true"));
    assertHealth(group, "i-2", "initial", TargetHealthReasonEnum.ELB_INITIAL_HEALTH_CHECKING);
    assertThat(aws.elb.balancers(REGION).getFirst().crossZone()).isTrue();
    aws.instance("i-2", "eu-west-1b", "shutting-down", Map.of());
    assertHealth(group, "i-2", "unused", TargetHealthReasonEnum.TARGET_INVALID_STATE);
    aws.instance("i-2", "eu-west-1b", "terminated", Map.of());
    assertHealth(group, "i-2", "unused", TargetHealthReasonEnum.TARGET_NOT_REGISTERED);
  }

  private void assertHealth(
      String group, String instance, String state, TargetHealthReasonEnum reason) {
    TargetHealth health = health(group, instance);
    assertThat(health.stateAsString()).isEqualTo(state);
    assertThat(health.reason()).isEqualTo(reason);
    assertThat(health.description()).isNotEmpty();
  }

  @Test
  void aDeregisteredTargetDrainsForItsDelayAndIsGone() {
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    listen(network("mirror", SUBNET_A), ProtocolEnum.UDP, 4789, group);
    modify(group, groupAttribute("deregistration_delay.timeout_seconds", "60"));
    aws.instance("i-1", "eu-west-1a", "running", Map.of());
    register(group, "i-1");
    activate();

    elb.deregisterTargets(to -> to.targetGroupArn(group).targets(targets("i-1")));

    assertHealth(
        group, "i-1", "draining", TargetHealthReasonEnum.TARGET_DEREGISTRATION_IN_PROGRESS);
    assertThat(aws.elb.targetGroups(REGION).getFirst().targets())
        .containsExactly(new TargetGroup.Target("i-1", 4789, true));
    aws.clock.move(Duration.ofSeconds(4));
    assertThat(aws.elb.targetGroups(REGION).getFirst().targets()).hasSize(1);
    aws.clock.move(Duration.ofSeconds(1));
    assertThat(aws.elb.targetGroups(REGION).getFirst().targets()).isEmpty();
    assertThat(elb.describeTargetHealth(to -> to.targetGroupArn(group)).targetHealthDescriptions())
        .isEmpty();
  }

  @Test
  void aTargetThatDrainsCanBeTakenBackAndWithoutDelayThereIsNoDraining() {
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    listen(network("mirror", SUBNET_A), ProtocolEnum.UDP, 4789, group);
    aws.instance("i-1", "eu-west-1a", "running", Map.of());
    aws.elb.register(group, "i-1");
    aws.elb.deregister(group, "i-1");

    aws.elb.register(group, "i-1");

    assertThat(aws.elb.targetGroups(REGION).getFirst().targets())
        .containsExactly(new TargetGroup.Target("i-1", 4789, false));
    modify(group, groupAttribute("deregistration_delay.timeout_seconds", "0"));
    aws.elb.deregister(group, "i-1");
    assertThat(aws.elb.targetGroups(REGION).getFirst().targets()).isEmpty();
  }

  @Test
  void onlyRunningInstancesOfTheNetworkCanBeRegistered() {
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    aws.instance("i-1", "eu-west-1a", "pending", Map.of());

    refused("InvalidTarget", () -> register(group, "i-1"));
    refused("InvalidTarget", () -> register(group, "i-2"));
    refused(
        "TargetGroupNotFound",
        () -> register(group.substring(0, group.length() - 4) + "0000", "i-1"));
    assertThat(aws.elb.targetGroups(REGION).getFirst().targets()).isEmpty();
  }

  @Test
  void tagsComeWithTheResourceAndAreReadTwentyAtATime() {
    String balancer = network("mirror", SUBNET_A).loadBalancerArn();
    String group = group("mirror", ProtocolEnum.UDP, 4789);
    elb.addTags(
        to -> to.resourceArns(balancer, group).tags(Tag.builder().key("a").value("1").build()));
    elb.removeTags(to -> to.resourceArns(balancer).tagKeys("owner"));

    assertThat(elb.describeTags(to -> to.resourceArns(group, balancer)).tagDescriptions())
        .allSatisfy(
            each ->
                assertThat(each.tags()).containsExactly(Tag.builder().key("a").value("1").build()))
        .extracting(each -> each.resourceArn())
        .containsExactly(group, balancer);
    refused(
        "ValidationError",
        () ->
            elb.describeTags(
                to -> to.resourceArns(IntStream.range(0, 21).mapToObj(i -> group).toList())));
    refused(
        "TargetGroupNotFound",
        () ->
            elb.describeTags(
                to -> to.resourceArns(group.substring(0, group.length() - 4) + "0000")));
    refused(
        "DuplicateTagKeys",
        () ->
            elb.addTags(
                to ->
                    to.resourceArns(group)
                        .tags(
                            Tag.builder().key("b").value("1").build(),
                            Tag.builder().key("b").value("2").build())));
  }

  @Test
  void theAccountsLimitsAreSaidAndKept() {
    assertThat(elb.describeAccountLimits().limits())
        .anySatisfy(
            limit -> {
              assertThat(limit.name()).isEqualTo("network-load-balancers");
              assertThat(limit.max()).isEqualTo("50");
            });
    IntStream.range(0, 50).forEach(i -> network("lb-" + i, SUBNET_A));

    refused("TooManyLoadBalancers", () -> network("lb-50", SUBNET_A));
    gateway("gateway", SUBNET_A);
  }

  @Test
  void regionsKnowNothingOfEachOther() {
    network("mirror", SUBNET_A);

    assertThat(aws.elb.balancers("us-east-1")).isEmpty();
  }
}
