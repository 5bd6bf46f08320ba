package io.sluice.sandbox.aws;

import static io.sluice.sandbox.testing.PaperAws.VPC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.testing.PaperAws;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;

/** A load balancing service with Amazon's own client, and what its tests say often. */
abstract class LoadBalancingBench {
  final PaperAws aws = new PaperAws();
  final ElasticLoadBalancingV2Client elb = aws.client(ElasticLoadBalancingV2Client.builder());

  @AfterEach
  void close() {
    elb.close();
    aws.close();
  }

  LoadBalancer network(String name, String... subnets) {
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

  LoadBalancer gateway(String name, String... subnets) {
    return elb.createLoadBalancer(
            to -> to.name(name).type(LoadBalancerTypeEnum.GATEWAY).subnets(subnets))
        .loadBalancers()
        .getFirst();
  }

  String group(String name, ProtocolEnum protocol, int port) {
    return elb.createTargetGroup(of(name, protocol, port))
        .targetGroups()
        .getFirst()
        .targetGroupArn();
  }

  static CreateTargetGroupRequest of(String name, ProtocolEnum protocol, int port) {
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

  Listener listen(LoadBalancer balancer, ProtocolEnum protocol, int port, String group) {
    return elb.createListener(
            to ->
                to.loadBalancerArn(balancer.loadBalancerArn())
                    .protocol(protocol)
                    .port(port)
                    .defaultActions(forward(group)))
        .listeners()
        .getFirst();
  }

  static Action forward(String group) {
    return Action.builder().type(ActionTypeEnum.FORWARD).targetGroupArn(group).build();
  }

  Listener listen(LoadBalancer gateway, String group) {
    return elb.createListener(
            to -> to.loadBalancerArn(gateway.loadBalancerArn()).defaultActions(forward(group)))
        .listeners()
        .getFirst();
  }

  void register(String group, String... instances) {
    elb.registerTargets(to -> to.targetGroupArn(group).targets(targets(instances)));
  }

  static List<TargetDescription> targets(String... instances) {
    return List.of(instances).stream()
        .map(id -> TargetDescription.builder().id(id).build())
        .toList();
  }

  TargetHealth health(String group, String instance) {
    return elb.describeTargetHealth(to -> to.targetGroupArn(group).targets(targets(instance)))
        .targetHealthDescriptions()
        .getFirst()
        .targetHealth();
  }

  static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  void activate() {
    aws.clock.move(Duration.ofSeconds(2));
  }
}
