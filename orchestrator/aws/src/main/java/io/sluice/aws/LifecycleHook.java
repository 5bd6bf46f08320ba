package io.sluice.aws;

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

/**
 * Holds a machine that is to go until the appliance on it has drained and says so, or until the
 * time is up. In a network of the fleet's own there is no way to the Auto Scaling API, so there the
 * time is what ends it.
 *
 * @param transition the only one that is of interest is the going
 * @param timeoutSeconds 30 to 7200
 * @param result what happens when the time is up: {@code CONTINUE}
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html">Lifecycle
 *     hooks</a>
 */
public record LifecycleHook(Ref group, String transition, int timeoutSeconds, String result)
    implements Resource {
  static final String TYPE = "AWS::AutoScaling::LifecycleHook";
  static final String ID = "drain";

  static LifecycleHook drain(Ref group) {
    return new LifecycleHook(group, "autoscaling:EC2_INSTANCE_TERMINATING", 300, "CONTINUE");
  }

  /** Its kind. */
  static final class Type extends AwsKind<LifecycleHook> {
    private static final String BELOW = "/lifecycleHooks/";

    Type(Workspace at) {
      super(at, TYPE, "lifecycle hook");
    }

    private AutoScalingClient client() {
      return at.clients().autoScaling();
    }

    @Override
    public String id(String logicalId, int revision) {
      return AutoScalingGroup.id(at) + BELOW + resourceName(logicalId, revision);
    }

    /** Hooks have no tags: they belong to whom their group belongs to. */
    @Override
    public Discovery<LifecycleHook> discover() {
      List<Found<LifecycleHook>> owned = new ArrayList<>();
      String named = resourceName(ID, 1);
      for (var group : at.ourGroups()) {
        client()
            .describeLifecycleHooks(
                request -> request.autoScalingGroupName(group.autoScalingGroupName()))
            .lifecycleHooks()
            .stream()
            .filter(hook -> hook.lifecycleHookName().equals(named))
            .forEach(
                hook ->
                    owned.add(
                        found(
                            id(ID, 1),
                            at.identity().tags(ID, 1, null),
                            new LifecycleHook(
                                Ref.existing(AutoScalingGroup.id(at)),
                                hook.lifecycleTransition(),
                                Objects.requireNonNullElse(hook.heartbeatTimeout(), 0),
                                hook.defaultResult()),
                            null)));
      }
      return new Discovery<>(owned, Set.of());
    }

    @Override
    public String create(Wanted<LifecycleHook> wanted) {
      LifecycleHook resource = wanted.resource();
      client()
          .putLifecycleHook(
              request ->
                  request
                      .autoScalingGroupName(
                          AutoScalingGroup.nameIn(wanted.refs().id(resource.group())))
                      .lifecycleHookName(resourceName(wanted))
                      .lifecycleTransition(resource.transition())
                      .heartbeatTimeout(resource.timeoutSeconds())
                      .defaultResult(resource.result()));
      return id(wanted.logicalId(), wanted.revision());
    }

    @Override
    public void update(Found<LifecycleHook> found, Wanted<LifecycleHook> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<LifecycleHook> found) {
      AwsErrors.gone(
          () ->
              client()
                  .deleteLifecycleHook(
                      request ->
                          request
                              .autoScalingGroupName(AutoScalingGroup.nameIn(found.id()))
                              .lifecycleHookName(
                                  resourceName(found.key().logicalId(), found.revision()))));
    }
  }
}
