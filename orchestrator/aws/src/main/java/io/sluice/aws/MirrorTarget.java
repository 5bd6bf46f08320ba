package io.sluice.aws;

import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import software.amazon.awssdk.services.ec2.model.CreateTrafficMirrorTargetRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorTarget;

/**
 * Where mirror sessions send packets: a network load balancer, or a gateway load balancer's
 * endpoint in one zone (TM-9: there a packet comes as GENEVE around VXLAN). TM-3: neither limits
 * the number of its sources. AWS changes nothing of a target.
 *
 * @param destination the load balancer or the endpoint
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTrafficMirrorTarget.html">
 *     CreateTrafficMirrorTarget</a>
 */
public record MirrorTarget(
    @Immutable(why = "a mirror target keeps what it stands for") Ref destination)
    implements Resource {
  static final String TYPE = "AWS::EC2::TrafficMirrorTarget";

  /** Its kind. */
  static final class Type extends AwsKind<MirrorTarget> {
    private final Mirroring mirroring;

    Type(Workspace at, Mirroring mirroring) {
      super(at, TYPE, "mirror target");
      this.mirroring = mirroring;
    }

    @Override
    public Discovery<MirrorTarget> discover() {
      return discovery(
          mirroring.targets(),
          TrafficMirrorTarget::trafficMirrorTargetId,
          target -> Tags.of(target.tags()),
          target -> new MirrorTarget(Ref.existing(destination(target))));
    }

    private static String destination(TrafficMirrorTarget target) {
      if (target.networkLoadBalancerArn() != null) {
        return target.networkLoadBalancerArn();
      }
      return target.gatewayLoadBalancerEndpointId() != null
          ? target.gatewayLoadBalancerEndpointId()
          : target.networkInterfaceId();
    }

    @Override
    public String create(Wanted<MirrorTarget> wanted) {
      String destination = wanted.refs().id(wanted.resource().destination());
      CreateTrafficMirrorTargetRequest.Builder request =
          CreateTrafficMirrorTargetRequest.builder()
              .description(mirroring.description())
              .clientToken(token(wanted))
              .tagSpecifications(
                  Tags.create(
                      ResourceType.TRAFFIC_MIRROR_TARGET, wanted.tags(), resourceName(wanted)));
      if (destination.startsWith("arn:")) {
        request.networkLoadBalancerArn(destination);
      } else {
        request.gatewayLoadBalancerEndpointId(destination);
      }
      return mirroring
          .client()
          .createTrafficMirrorTarget(request.build())
          .trafficMirrorTarget()
          .trafficMirrorTargetId();
    }

    @Override
    public void update(Found<MirrorTarget> found, Wanted<MirrorTarget> wanted) {
      throw new IllegalStateException("nothing of a mirror target changes in place");
    }

    @Override
    public void delete(Found<MirrorTarget> found) {
      AwsErrors.gone(
          () ->
              mirroring
                  .client()
                  .deleteTrafficMirrorTarget(request -> request.trafficMirrorTargetId(found.id())));
    }
  }
}
