package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/**
 * The fleet as a load balancer sees it: instances that take VXLAN (UDP 4789) or GENEVE (UDP 6081)
 * and are asked over HTTP whether they are ready (TM-18: UDP has no health check of its own).
 *
 * <p>Attributes: a machine that leaves keeps its flows for {@value #DRAIN_SECONDS} s and then loses
 * them to others, so it must not end sooner (GW-8). GW-7: a gateway load balancer moves flows off a
 * machine that fails or leaves; by AWS's default they would vanish in it.
 *
 * @param protocol {@code UDP} or {@code GENEVE}
 * @param subnets of the load balancer that it serves: a target group serves one for good, so that a
 *     new one beside the old needs a target group of its own
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html">
 *     CreateTargetGroup</a>
 */
@Traffic("Mirrored packets are missed while the fleet moves from the old target group to the new.")
public record TargetGroup(
    @Immutable(why = STAYS) String protocol,
    @Immutable(why = STAYS) int port,
    @Immutable(why = STAYS) Ref vpc,
    @Immutable(why = "a target group serves one load balancer, which keeps its subnets")
        Set<Ref> subnets,
    HealthCheck health,
    List<Attribute> attributes)
    implements Resource {
  static final String TYPE = "AWS::ElasticLoadBalancingV2::TargetGroup";

  /** For how long a machine that leaves goes on being sent what it was sent before. */
  static final int DRAIN_SECONDS = 30;

  static final String STAYS = "a target group keeps its protocol, port and VPC";
  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final String TERMINATION = "deregistration_delay.connection_termination.enabled";
  private static final String ON_LEAVING = "target_failover.on_deregistration";
  private static final String ON_FAILING = "target_failover.on_unhealthy";
  private static final Set<String> OURS = Set.of(DELAY, TERMINATION, ON_LEAVING, ON_FAILING);

  /**
   * HTTP GET (GW-12).
   *
   * @param port of the machine
   * @param intervalSeconds 5 to 300
   * @param timeoutSeconds 2 to 120
   * @param healthyAfter answers in a row, 2 to 10
   * @param unhealthyAfter failures in a row, 2 to 10
   * @param codes of an answer that means ready
   */
  public record HealthCheck(
      String protocol,
      String port,
      String path,
      int intervalSeconds,
      int timeoutSeconds,
      int healthyAfter,
      int unhealthyAfter,
      String codes) {}

  /** Of a network load balancer's target group. */
  static List<Attribute> network() {
    return List.of(
        new Attribute(TERMINATION, "true"), new Attribute(DELAY, Integer.toString(DRAIN_SECONDS)));
  }

  /** Of a gateway load balancer's target group. */
  static List<Attribute> gateway() {
    return List.of(
        new Attribute(DELAY, Integer.toString(DRAIN_SECONDS)),
        new Attribute(ON_LEAVING, "rebalance"),
        new Attribute(ON_FAILING, "rebalance"));
  }

  /** Its kind. */
  static final class Type extends AwsKind<TargetGroup> {
    private final Balancing balancing;

    Type(Workspace at, Balancing balancing) {
      super(at, TYPE, "target group");
      this.balancing = balancing;
    }

    @Override
    String resourceName(String logicalId, int revision) {
      return at.name(logicalId, revision, Balancing.LONGEST_NAME);
    }

    @Override
    public Discovery<TargetGroup> discover() {
      var tags = balancing.targetGroupTags();
      return discovery(
          balancing.targetGroups(),
          one -> one.targetGroupArn(),
          one -> tags.getOrDefault(one.targetGroupArn(), Map.of()),
          this::read,
          one -> one.targetGroupName(),
          one -> null);
    }

    private TargetGroup read(
        software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup one) {
      String codes = one.matcher() == null ? "" : one.matcher().httpCode();
      return new TargetGroup(
          one.protocolAsString(),
          one.port(),
          Ref.existing(one.vpcId()),
          subnets(one.loadBalancerArns()),
          new HealthCheck(
              one.healthCheckProtocolAsString(),
              one.healthCheckPort(),
              one.healthCheckPath() == null ? "" : one.healthCheckPath(),
              one.healthCheckIntervalSeconds(),
              one.healthCheckTimeoutSeconds(),
              one.healthyThresholdCount(),
              one.unhealthyThresholdCount(),
              codes == null ? "" : codes),
          Attribute.of(
              balancing
                  .client()
                  .describeTargetGroupAttributes(
                      request -> request.targetGroupArn(one.targetGroupArn()))
                  .attributes(),
              TargetGroupAttribute::key,
              TargetGroupAttribute::value,
              OURS));
    }

    /** One that serves no load balancer yet may serve whichever comes. */
    private Set<Ref> subnets(List<String> balancers) {
      if (balancers.isEmpty()) {
        return new HashSet<>(at.subnets());
      }
      return balancing.loadBalancers().stream()
          .filter(one -> balancers.contains(one.loadBalancerArn()))
          .map(LoadBalancer::availabilityZones)
          .flatMap(List::stream)
          .map(zone -> Ref.existing(zone.subnetId()))
          .collect(Collectors.toSet());
    }

    @Override
    public String create(Wanted<TargetGroup> wanted) {
      TargetGroup group = wanted.resource();
      HealthCheck health = group.health();
      String standing =
          balancing.standing(
              this,
              wanted,
              balancing.targetGroups(),
              one -> one.targetGroupName(),
              one -> one.targetGroupArn(),
              balancing.targetGroupTags());
      String arn =
          standing != null
              ? standing
              : balancing
                  .client()
                  .createTargetGroup(
                      request ->
                          request
                              .name(resourceName(wanted))
                              .protocol(group.protocol())
                              .port(group.port())
                              .vpcId(wanted.refs().id(group.vpc()))
                              .targetType(TargetTypeEnum.INSTANCE)
                              .healthCheckEnabled(true)
                              .healthCheckProtocol(health.protocol())
                              .healthCheckPort(health.port())
                              .healthCheckPath(health.path())
                              .healthCheckIntervalSeconds(health.intervalSeconds())
                              .healthCheckTimeoutSeconds(health.timeoutSeconds())
                              .healthyThresholdCount(health.healthyAfter())
                              .unhealthyThresholdCount(health.unhealthyAfter())
                              .matcher(matcher -> matcher.httpCode(health.codes()))
                              .tags(Balancing.list(wanted.tags())))
                  .targetGroups()
                  .getFirst()
                  .targetGroupArn();
      attributes(arn, group.attributes());
      return arn;
    }

    @Override
    public void update(Found<TargetGroup> found, Wanted<TargetGroup> wanted) {
      HealthCheck health = wanted.resource().health();
      if (!health.equals(found.resource().health())) {
        balancing
            .client()
            .modifyTargetGroup(
                request ->
                    request
                        .targetGroupArn(found.id())
                        .healthCheckProtocol(health.protocol())
                        .healthCheckPort(health.port())
                        .healthCheckPath(health.path())
                        .healthCheckIntervalSeconds(health.intervalSeconds())
                        .healthCheckTimeoutSeconds(health.timeoutSeconds())
                        .healthyThresholdCount(health.healthyAfter())
                        .unhealthyThresholdCount(health.unhealthyAfter())
                        .matcher(matcher -> matcher.httpCode(health.codes())));
      }
      if (!Set.copyOf(wanted.resource().attributes())
          .equals(Set.copyOf(found.resource().attributes()))) {
        attributes(found.id(), wanted.resource().attributes());
      }
    }

    private void attributes(String arn, List<Attribute> attributes) {
      balancing
          .client()
          .modifyTargetGroupAttributes(
              request ->
                  request
                      .targetGroupArn(arn)
                      .attributes(
                          attributes.stream()
                              .map(
                                  one ->
                                      TargetGroupAttribute.builder()
                                          .key(one.name())
                                          .value(one.value())
                                          .build())
                              .toList()));
    }

    @Override
    public void delete(Found<TargetGroup> found) {
      AwsErrors.gone(
          () ->
              balancing.client().deleteTargetGroup(request -> request.targetGroupArn(found.id())));
    }
  }
}
