package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshInProgressException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;

/**
 * Brings a group's machines to its launch template: an instance refresh that starts a new machine,
 * waits until the target group calls it healthy, and only then lets an old one go.
 *
 * @see <a href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html">
 *     Instance refresh</a>
 */
final class Rollout {
  private static final Set<InstanceRefreshStatus> UNDER_WAY =
      Set.of(
          InstanceRefreshStatus.PENDING,
          InstanceRefreshStatus.IN_PROGRESS,
          InstanceRefreshStatus.BAKING);

  private final Workspace at;

  Rollout(Workspace at) {
    this.at = at;
  }

  private AutoScalingClient client() {
    return at.clients().autoScaling();
  }

  static LaunchTemplateSpecification template(String id) {
    return LaunchTemplateSpecification.builder()
        .launchTemplateId(id)
        .version(LaunchTemplate.VERSION)
        .build();
  }

  /** True where a machine runs what its group means now. */
  static boolean current(AutoScalingGroup group, Instance machine) {
    String id = id(group.launchTemplate());
    return id != null && id.equals(id(machine.launchTemplate()));
  }

  /** True for a machine on its way out, which is of no interest any more. */
  static boolean leaves(Instance machine) {
    return machine.lifecycleStateAsString() != null
        && machine.lifecycleStateAsString().startsWith("Terminat");
  }

  /**
   * True where machines run something older and nothing is on the way to replace them: an apply was
   * killed before it could ask for that, or a refresh has failed.
   */
  boolean needed(AutoScalingGroup group) {
    return group.instances().stream().anyMatch(one -> !leaves(one) && !current(group, one))
        && refreshes(group.autoScalingGroupName()).stream()
            .noneMatch(
                one -> UNDER_WAY.contains(one.status()) && isFor(one, id(group.launchTemplate())));
  }

  private static boolean isFor(InstanceRefresh refresh, @Nullable String template) {
    DesiredConfiguration desired = refresh.desiredConfiguration();
    String meant = desired == null ? null : id(desired.launchTemplate());
    return meant == null || meant.equals(template);
  }

  private static @Nullable String id(@Nullable LaunchTemplateSpecification template) {
    return template == null ? null : template.launchTemplateId();
  }

  private List<InstanceRefresh> refreshes(String group) {
    return at.lists()
        .all(
            "instance refreshes of " + group,
            () ->
                client()
                    .describeInstanceRefreshes(request -> request.autoScalingGroupName(group))
                    .instanceRefreshes()
                    .stream());
  }

  /** One that is under way for something older is called off first. */
  void start(String group, LaunchTemplateSpecification template) {
    try {
      client()
          .startInstanceRefresh(
              request ->
                  request
                      .autoScalingGroupName(group)
                      .strategy("Rolling")
                      .desiredConfiguration(desired -> desired.launchTemplate(template))
                      .preferences(
                          preferences ->
                              preferences
                                  .minHealthyPercentage(100)
                                  .maxHealthyPercentage(150)
                                  .skipMatching(true)));
    } catch (InstanceRefreshInProgressException e) {
      AwsErrors.gone(
          () -> client().cancelInstanceRefresh(request -> request.autoScalingGroupName(group)));
      throw new FailureException(
          new Failure(
              Failure.Type.BUSY,
              null,
              Problem.error(
                  "aws.waiting",
                  "An older instance refresh of `%s` is being called off.".formatted(group))));
    }
  }
}
