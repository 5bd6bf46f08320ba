package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.REGION;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_A;
import static io.sluice.sandbox.testing.PaperAws.VPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.TargetGroup;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

class TargetGroupsTest extends LoadBalancingBench {
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
