package io.sluice.aws;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;

/**
 * What mirrored packets are sent to: an internal network load balancer, or a gateway load balancer.
 *
 * <p>TM-15, GW-10: without cross-zone balancing a packet stays in its zone, whether there is a
 * machine or not. TM-18: a network load balancer made without security groups never gets one; ours
 * has none, since machines see who sent a packet and their own group admits it. GW-11: each subnet
 * needs eight free addresses, and no zone is ever taken away, hence a new load balancer beside the
 * old one.
 *
 * @param type {@code network} or {@code gateway}
 * @param failed true where AWS could not set it up
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html">
 *     CreateLoadBalancer</a>
 */
@Traffic("Mirrored packets are missed while sessions move from the old load balancer to the new.")
public record LoadBalancer(
    @Immutable(why = "a load balancer keeps its type") String type,
    @Immutable(why = "AWS takes no zone away from a load balancer (GW-11)") Set<Ref> subnets,
    @Immutable(why = "what AWS could not set up stays so") boolean failed,
    List<Attribute> attributes)
    implements Resource {
  static final String TYPE = "AWS::ElasticLoadBalancingV2::LoadBalancer";
  static final String NETWORK = "network";
  static final String GATEWAY = "gateway";
  private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
  private static final String PROTECTION = "deletion_protection.enabled";
  private static final Set<String> OURS = Set.of(CROSS_ZONE, PROTECTION);

  /** Deletion is guarded by ownership, not by AWS's protection, which would stop a destroy. */
  static LoadBalancer of(String type, Set<Ref> subnets, boolean crossZone) {
    return new LoadBalancer(
        type,
        subnets,
        false,
        List.of(
            new Attribute(PROTECTION, "false"),
            new Attribute(CROSS_ZONE, Boolean.toString(crossZone))));
  }

  /** Its kind. */
  static final class Type extends AwsKind<LoadBalancer> {
    private final Balancing balancing;

    Type(Workspace at, Balancing balancing) {
      super(at, TYPE, "load balancer");
      this.balancing = balancing;
    }

    @Override
    String resourceName(String logicalId, int revision) {
      return at.name(logicalId, revision, Balancing.LONGEST_NAME);
    }

    @Override
    public Discovery<LoadBalancer> discover() {
      var tags = balancing.loadBalancerTags();
      return discovery(
          balancing.loadBalancers(),
          one -> one.loadBalancerArn(),
          one -> tags.getOrDefault(one.loadBalancerArn(), Map.of()),
          this::read,
          one -> one.loadBalancerName(),
          one -> null);
    }

    private LoadBalancer read(
        software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer one) {
      return new LoadBalancer(
          one.typeAsString(),
          one.availabilityZones().stream()
              .map(zone -> Ref.existing(zone.subnetId()))
              .collect(Collectors.toSet()),
          one.state() != null && one.state().code() == LoadBalancerStateEnum.FAILED,
          Attribute.of(
              balancing
                  .client()
                  .describeLoadBalancerAttributes(
                      request -> request.loadBalancerArn(one.loadBalancerArn()))
                  .attributes(),
              LoadBalancerAttribute::key,
              LoadBalancerAttribute::value,
              OURS));
    }

    @Override
    public String create(Wanted<LoadBalancer> wanted) {
      LoadBalancer balancer = wanted.resource();
      String standing =
          balancing.standing(
              this,
              wanted,
              balancing.loadBalancers(),
              one -> one.loadBalancerName(),
              one -> one.loadBalancerArn(),
              balancing.loadBalancerTags());
      String arn = standing != null ? standing : make(wanted, balancer);
      attributes(arn, balancer.attributes());
      waitFor(arn);
      return arn;
    }

    private String make(Wanted<LoadBalancer> wanted, LoadBalancer balancer) {
      return balancing
          .client()
          .createLoadBalancer(
              request -> {
                request
                    .name(resourceName(wanted))
                    .type(LoadBalancerTypeEnum.fromValue(balancer.type()))
                    .subnets(balancer.subnets().stream().map(wanted.refs()::id).sorted().toList())
                    .tags(Balancing.list(wanted.tags()));
                // A gateway load balancer has no scheme.
                if (balancer.type().equals(NETWORK)) {
                  request.scheme(LoadBalancerSchemeEnum.INTERNAL);
                }
              })
          .loadBalancers()
          .getFirst()
          .loadBalancerArn();
    }

    private void waitFor(String arn) {
      var state =
          balancing
              .client()
              .describeLoadBalancers(request -> request.loadBalancerArns(arn))
              .loadBalancers()
              .getFirst()
              .state();
      if (state != null && state.code() == LoadBalancerStateEnum.PROVISIONING) {
        throw wait(Failure.Type.NOT_YET, "AWS is still setting the load balancer up.");
      }
    }

    @Override
    public void update(Found<LoadBalancer> found, Wanted<LoadBalancer> wanted) {
      attributes(found.id(), wanted.resource().attributes());
      waitFor(found.id());
    }

    private void attributes(String arn, List<Attribute> attributes) {
      balancing
          .client()
          .modifyLoadBalancerAttributes(
              request ->
                  request
                      .loadBalancerArn(arn)
                      .attributes(
                          attributes.stream()
                              .map(
                                  one ->
                                      LoadBalancerAttribute.builder()
                                          .key(one.name())
                                          .value(one.value())
                                          .build())
                              .toList()));
    }

    @Override
    public void delete(Found<LoadBalancer> found) {
      AwsErrors.gone(
          () -> {
            balancing.client().deleteLoadBalancer(request -> request.loadBalancerArn(found.id()));
            boolean there =
                !balancing
                    .client()
                    .describeLoadBalancers(request -> request.loadBalancerArns(found.id()))
                    .loadBalancers()
                    .isEmpty();
            if (there) {
              throw wait(Failure.Type.BUSY, "AWS is still taking the load balancer down.");
            }
          });
    }
  }
}
