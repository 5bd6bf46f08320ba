package io.sluice.aws;

import io.sluice.engine.provider.Failure;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Traffic;
import io.sluice.engine.resource.Wanted;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AlreadyExistsException;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/**
 * The fleet: machines that are all alike, members of the balancer's target group, judged by its
 * health checks. AWS's own engine replaces one that stays unhealthy, and rolls a new template out
 * ({@link Rollout}). How many machines there are between the bounds is the scaling policy's
 * business and no part of this record; AWS itself moves the number inside new bounds.
 *
 * @param launchTemplate what machines are
 * @param min machines at least
 * @param max machines at most
 * @param health {@code ELB}: the target group judges too, not only EC2
 * @param graceSeconds for which a starting machine is not judged
 * @param suspended processes that somebody has switched off; a healthy fleet has none
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html">
 *     CreateAutoScalingGroup</a>
 */
@Traffic("Flows through the fleet's machines move to others.")
public record AutoScalingGroup(
    @Traffic(LaunchTemplate.ROLLS) Ref launchTemplate,
    Set<Ref> subnets,
    int min,
    int max,
    Set<Ref> targetGroups,
    String health,
    int graceSeconds,
    Set<String> suspended)
    implements Resource {
  static final String TYPE = "AWS::AutoScaling::AutoScalingGroup";
  static final String HEALTH = "ELB";

  /** Fetch, unpack, start, and answer two probes. */
  static final int GRACE_SECONDS = 300;

  private static final String ID_PREFIX = "autoScalingGroup/";

  /** The id of the stack's group, whether it stands or not. */
  static String id(Workspace at) {
    return ID_PREFIX + at.name(Topology.FLEET, 1);
  }

  static Map<String, String> tags(
      software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup group) {
    return group.tags().stream()
        .collect(Collectors.toMap(TagDescription::key, TagDescription::value));
  }

  /** The group's name within its id, and within those of what belongs to it. */
  static String nameIn(String id) {
    return id.split("/", -1)[1];
  }

  /** Its kind. */
  static final class Type extends AwsKind<AutoScalingGroup> {
    private final Rollout rollout;

    Type(Workspace at) {
      super(at, TYPE, "Auto Scaling group");
      rollout = new Rollout(at);
    }

    private AutoScalingClient client() {
      return at.clients().autoScaling();
    }

    @Override
    public String id(String logicalId, int revision) {
      return ID_PREFIX + resourceName(logicalId, revision);
    }

    @Override
    public Discovery<AutoScalingGroup> discover() {
      return discovery(
          at.autoScalingGroups(),
          group -> ID_PREFIX + group.autoScalingGroupName(),
          AutoScalingGroup::tags,
          Type::read,
          software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup::autoScalingGroupName,
          this::incomplete);
    }

    private static AutoScalingGroup read(
        software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup group) {
      LaunchTemplateSpecification template = group.launchTemplate();
      return new AutoScalingGroup(
          Ref.existing(template == null ? "" : template.launchTemplateId()),
          refs(Arrays.asList(Objects.requireNonNullElse(group.vpcZoneIdentifier(), "").split(","))),
          group.minSize(),
          group.maxSize(),
          refs(group.targetGroupARNs()),
          group.healthCheckType(),
          Objects.requireNonNullElse(group.healthCheckGracePeriod(), 0),
          group.suspendedProcesses().stream()
              .map(SuspendedProcess::processName)
              .collect(Collectors.toUnmodifiableSet()));
    }

    private static Set<Ref> refs(Collection<String> ids) {
      return ids.stream()
          .map(String::strip)
          .filter(id -> !id.isEmpty())
          .map(Ref::existing)
          .collect(Collectors.toUnmodifiableSet());
    }

    private @Nullable String incomplete(
        software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup group) {
      if (group.status() != null) {
        return "AWS says that its status is " + group.status();
      }
      return rollout.needed(group) ? "machines of an older launch template are still in it" : null;
    }

    private static List<String> ids(Wanted<AutoScalingGroup> wanted, Set<Ref> refs) {
      return refs.stream().map(wanted.refs()::id).sorted().toList();
    }

    private static LaunchTemplateSpecification template(Wanted<AutoScalingGroup> wanted) {
      return Rollout.template(wanted.refs().id(wanted.resource().launchTemplate()));
    }

    @Override
    public String create(Wanted<AutoScalingGroup> wanted) {
      AutoScalingGroup resource = wanted.resource();
      String named = resourceName(wanted);
      try {
        client()
            .createAutoScalingGroup(
                request ->
                    request
                        .autoScalingGroupName(named)
                        .launchTemplate(template(wanted))
                        .vpcZoneIdentifier(String.join(",", ids(wanted, resource.subnets())))
                        .minSize(resource.min())
                        .maxSize(resource.max())
                        .targetGroupARNs(ids(wanted, resource.targetGroups()))
                        .healthCheckType(resource.health())
                        .healthCheckGracePeriod(resource.graceSeconds())
                        .tags(propagated(wanted.tags(), named)));
      } catch (AlreadyExistsException e) {
        var standing =
            client()
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(named))
                .autoScalingGroups();
        if (standing.isEmpty()) {
          throw wait(
              Failure.Type.NOT_YET,
              "The Auto Scaling group `%s` is there and not listed yet.".formatted(named));
        }
        requireOurs(
            AutoScalingGroup.tags(standing.getFirst()),
            wanted,
            named,
            standing.getFirst().autoScalingGroupARN());
      }
      return id(wanted.logicalId(), wanted.revision());
    }

    /** Machines carry the group's tags. */
    private static List<Tag> propagated(Map<String, String> tags, String named) {
      return Tags.list(tags, named).stream()
          .map(
              tag ->
                  Tag.builder()
                      .resourceType("auto-scaling-group")
                      .resourceId(named)
                      .key(tag.key())
                      .value(tag.value())
                      .propagateAtLaunch(true)
                      .build())
          .toList();
    }

    @Override
    public void update(Found<AutoScalingGroup> found, Wanted<AutoScalingGroup> wanted) {
      AutoScalingGroup resource = wanted.resource();
      String named = nameIn(found.id());
      client()
          .updateAutoScalingGroup(
              request ->
                  request
                      .autoScalingGroupName(named)
                      .launchTemplate(template(wanted))
                      .vpcZoneIdentifier(String.join(",", ids(wanted, resource.subnets())))
                      .minSize(resource.min())
                      .maxSize(resource.max())
                      .healthCheckType(resource.health())
                      .healthCheckGracePeriod(resource.graceSeconds()));
      attach(named, wanted);
      if (!found.resource().suspended().isEmpty()) {
        client().resumeProcesses(request -> request.autoScalingGroupName(named));
      }
      at.lists().forget();
      at.autoScalingGroups().stream()
          .filter(group -> group.autoScalingGroupName().equals(named))
          .filter(rollout::needed)
          .forEach(group -> rollout.start(named, template(wanted)));
    }

    private void attach(String named, Wanted<AutoScalingGroup> wanted) {
      Set<String> add = new TreeSet<>(ids(wanted, wanted.resource().targetGroups()));
      Set<String> remove = new TreeSet<>();
      client()
          .describeAutoScalingGroups(request -> request.autoScalingGroupNames(named))
          .autoScalingGroups()
          .forEach(group -> remove.addAll(group.targetGroupARNs()));
      Set<String> both = new TreeSet<>(add);
      both.retainAll(remove);
      add.removeAll(both);
      remove.removeAll(both);
      if (!add.isEmpty()) {
        client()
            .attachLoadBalancerTargetGroups(
                request -> request.autoScalingGroupName(named).targetGroupARNs(add));
      }
      if (!remove.isEmpty()) {
        client()
            .detachLoadBalancerTargetGroups(
                request -> request.autoScalingGroupName(named).targetGroupARNs(remove));
      }
    }

    /** With its machines, without waiting for them to drain: no packet comes any more. */
    @Override
    public void delete(Found<AutoScalingGroup> found) {
      String named = nameIn(found.id());
      var standing =
          client()
              .describeAutoScalingGroups(request -> request.autoScalingGroupNames(named))
              .autoScalingGroups();
      if (standing.isEmpty()) {
        return;
      }
      if (standing.getFirst().status() == null) {
        AwsErrors.gone(
            () ->
                client()
                    .deleteAutoScalingGroup(
                        request -> request.autoScalingGroupName(named).forceDelete(true)));
      }
      throw wait(
          Failure.Type.BUSY,
          "The machines of Auto Scaling group `%s` are still going.".formatted(named));
    }
  }
}
