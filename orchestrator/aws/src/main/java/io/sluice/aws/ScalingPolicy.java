package io.sluice.aws;

import io.sluice.engine.blueprint.Scale;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.TargetTrackingConfiguration;

/**
 * Grows and shrinks the fleet on what its machines receive (target tracking, whose alarms AWS makes
 * and deletes by itself).
 *
 * <p>The metric counts bytes that came in over a machine's interfaces; with detailed monitoring a
 * point covers one minute, and averaged over the machines it is bytes per minute per machine. What
 * a machine receives is what it inspects plus the 50 bytes per packet of VXLAN (118 within GENEVE).
 *
 * @param bytesPerMinute per machine, that the group is kept near
 * @param warmupSeconds for which a new machine's share does not count yet
 * @param active false where somebody has switched it off
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html">
 *     Target tracking</a>
 */
public record ScalingPolicy(
    Ref group, String metric, long bytesPerMinute, int warmupSeconds, boolean active)
    implements Resource {
  static final String TYPE = "AWS::AutoScaling::ScalingPolicy";
  static final String ID = "throughput";
  private static final String METRIC = "ASGAverageNetworkIn";
  private static final String TARGET_TRACKING = "TargetTrackingScaling";

  static ScalingPolicy of(Ref group, Scale scale) {
    return new ScalingPolicy(
        group,
        METRIC,
        Math.multiplyExact(scale.throughput().bitsPerSecond(), 60L) / 8,
        Math.toIntExact(scale.cooldown().toSeconds()),
        true);
  }

  /** Its kind. */
  static final class Type extends AwsKind<ScalingPolicy> {
    private static final String BELOW = "/policies/";

    Type(Workspace at) {
      super(at, TYPE, "scaling policy");
    }

    private AutoScalingClient client() {
      return at.clients().autoScaling();
    }

    @Override
    public String id(String logicalId, int revision) {
      return AutoScalingGroup.id(at) + BELOW + resourceName(logicalId, revision);
    }

    /** Policies have no tags: they belong to whom their group belongs to. */
    @Override
    public Discovery<ScalingPolicy> discover() {
      List<Found<ScalingPolicy>> owned = new ArrayList<>();
      String named = resourceName(ID, 1);
      for (var group : at.ourGroups()) {
        client()
            .describePoliciesPaginator(
                request -> request.autoScalingGroupName(group.autoScalingGroupName()))
            .scalingPolicies()
            .stream()
            .filter(policy -> policy.policyName().equals(named))
            .forEach(
                policy ->
                    owned.add(
                        found(id(ID, 1), at.identity().tags(ID, 1, null), read(policy), null)));
      }
      return new Discovery<>(owned, Set.of());
    }

    private ScalingPolicy read(
        software.amazon.awssdk.services.autoscaling.model.ScalingPolicy policy) {
      TargetTrackingConfiguration tracking = policy.targetTrackingConfiguration();
      boolean ours = tracking != null && tracking.predefinedMetricSpecification() != null;
      return new ScalingPolicy(
          Ref.existing(AutoScalingGroup.id(at)),
          ours
              ? tracking.predefinedMetricSpecification().predefinedMetricTypeAsString()
              : policy.policyType(),
          ours ? Math.round(tracking.targetValue()) : 0,
          Objects.requireNonNullElse(policy.estimatedInstanceWarmup(), 0),
          !Boolean.FALSE.equals(policy.enabled())
              && !(ours && Boolean.TRUE.equals(tracking.disableScaleIn())));
    }

    @Override
    public String create(Wanted<ScalingPolicy> wanted) {
      ScalingPolicy resource = wanted.resource();
      client()
          .putScalingPolicy(
              request ->
                  request
                      .autoScalingGroupName(
                          AutoScalingGroup.nameIn(wanted.refs().id(resource.group())))
                      .policyName(resourceName(wanted))
                      .policyType(TARGET_TRACKING)
                      .estimatedInstanceWarmup(resource.warmupSeconds())
                      .enabled(resource.active())
                      .targetTrackingConfiguration(
                          tracking ->
                              tracking
                                  .targetValue((double) resource.bytesPerMinute())
                                  .disableScaleIn(false)
                                  .predefinedMetricSpecification(
                                      metric -> metric.predefinedMetricType(resource.metric()))));
      return id(wanted.logicalId(), wanted.revision());
    }

    @Override
    public void update(Found<ScalingPolicy> found, Wanted<ScalingPolicy> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<ScalingPolicy> found) {
      AwsErrors.gone(
          () ->
              client()
                  .deletePolicy(
                      request ->
                          request
                              .autoScalingGroupName(AutoScalingGroup.nameIn(found.id()))
                              .policyName(
                                  resourceName(found.key().logicalId(), found.revision()))));
    }
  }
}
