package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.REGION;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_A;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_B;
import static io.sluice.sandbox.testing.PaperAws.SUBNET_B2;
import static io.sluice.sandbox.testing.PaperAws.VPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.Eni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;

/** What the AWS SDK finds at the sandbox's Elastic Load Balancing. */
class LoadBalancingTest extends LoadBalancingBench {
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
}
