package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.TargetGroup;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups themselves: made, changed, listed, deleted. */
final class GroupApi {
  private static final int GROUPS_PER_REGION = 500;

  private final Site site;
  private final Fleet fleet;
  private final Tracking tracking;

  GroupApi(Site site, Fleet fleet, Tracking tracking) {
    this.site = site;
    this.fleet = fleet;
    this.tracking = tracking;
  }

  Map<String, Action> actions() {
    return Map.of(
        "CreateAutoScalingGroup", (caller, in, out) -> create(caller, in),
        "UpdateAutoScalingGroup", (caller, in, out) -> update(caller, in),
        "DeleteAutoScalingGroup", (caller, in, out) -> delete(caller, in),
        "DescribeAutoScalingGroups", this::describe,
        "SetDesiredCapacity", (caller, in, out) -> desire(caller, in));
  }

  private void create(Caller caller, Params in) {
    String name = Checks.require(in, "AutoScalingGroupName");
    if (name.length() > 255 || name.contains(":")) {
      throw Checks.invalid("The group's name is too long or has a colon: " + name);
    }
    site.store().find(caller.region(), name).ifPresent(GroupApi::refuseSecond);
    if (site.store().groups(caller.region()).size() >= GROUPS_PER_REGION) {
      throw AwsException.badRequest(
          "LimitExceeded",
          "The quota of " + GROUPS_PER_REGION + " Auto Scaling groups has been reached");
    }
    Settings settings = Settings.read(in, site.compute(), caller.region(), null);
    int desired = within(settings, in.number("DesiredCapacity").orElse(settings.min()));
    Group group = new Group(caller.region(), name, settings, 0);
    in.list("Tags").stream().map(GroupTag::read).forEach(tag -> group.tags.put(tag.key(), tag));
    group.targetGroups.addAll(targetGroups(caller, in));
    for (Params hook : in.list("LifecycleHookSpecificationList")) {
      Hook read = Hook.read(hook, null);
      group.hooks.put(read.name(), read);
    }
    synchronized (group) {
      group.desire(desired, "a user request created an AutoScalingGroup");
      if (!site.store().add(group)) {
        refuseSecond(group);
      }
    }
  }

  private static void refuseSecond(Group there) {
    synchronized (there) {
      throw AwsException.badRequest(
          "AlreadyExists",
          "AutoScalingGroup by this name already exists - A group with the name %s already exists%s"
              .formatted(there.name, there.deleting ? " and is pending delete" : ""));
    }
  }

  private List<String> targetGroups(Caller caller, Params in) {
    List<String> arns = new ArrayList<>(in.texts("TargetGroupARNs"));
    in.list("TrafficSources").forEach(source -> arns.add(Checks.require(source, "Identifier")));
    checkTargetGroups(site, caller.region(), arns);
    return arns;
  }

  static void checkTargetGroups(Site site, String region, Collection<String> arns) {
    if (arns.isEmpty()) {
      return;
    }
    Set<String> known =
        site.rooms().balancers().targetGroups(region).stream()
            .map(TargetGroup::arn)
            .collect(Collectors.toSet());
    if (!known.containsAll(arns)) {
      throw Checks.invalid(
          "Provided Target Groups may not be valid. Please ensure they exist and try again.");
    }
  }

  private static int within(Settings settings, int desired) {
    if (desired < settings.min() || desired > settings.max()) {
      throw Checks.invalid(
          "Desired capacity:%d must be between the specified min size:%d and max size:%d"
              .formatted(desired, settings.min(), settings.max()));
    }
    return desired;
  }

  private void update(Caller caller, Params in) {
    Group group = changeable(caller, in);
    synchronized (group) {
      Settings settings = Settings.read(in, site.compute(), caller.region(), group.settings);
      int desired =
          in.number("DesiredCapacity")
              .map(wanted -> within(settings, wanted))
              .orElse(Math.max(settings.min(), Math.min(settings.max(), group.desired)));
      group.settings = settings;
      group.desire(
          desired,
          "a user request update of AutoScalingGroup constraints to min: %d, max: %d, desired: %d"
              .formatted(settings.min(), settings.max(), desired));
    }
  }

  private void desire(Caller caller, Params in) {
    Group group = changeable(caller, in);
    int wanted = Checks.requireNumber(in, "DesiredCapacity");
    synchronized (group) {
      if (wanted > group.settings.max()) {
        throw Checks.invalid(
            "New SetDesiredCapacity value %d is above max value %d for the AutoScalingGroup."
                .formatted(wanted, group.settings.max()));
      }
      if (wanted < group.settings.min()) {
        throw Checks.invalid(
            "New SetDesiredCapacity value %d is below min value %d for the AutoScalingGroup."
                .formatted(wanted, group.settings.min()));
      }
      group.desire(wanted, "a user request explicitly set group desired capacity");
    }
  }

  private Group changeable(Caller caller, Params in) {
    Group group = site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
    synchronized (group) {
      if (group.deleting) {
        throw AwsException.badRequest(
            "ScalingActivityInProgress", "AutoScalingGroup " + group.name + " is pending delete");
      }
    }
    return group;
  }

  private void delete(Caller caller, Params in) {
    Group group = site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
    synchronized (group) {
      if (!in.truth("ForceDelete").orElse(false)) {
        refuseWhileInUse(group);
      }
      group.policies.values().forEach(policy -> tracking.hide(group, policy));
      group.policies.clear();
      group.hooks.clear();
      group.desired = 0;
      fleet.dissolve(group);
      if (group.members.isEmpty()) {
        site.store().remove(group);
      }
    }
  }

  private static void refuseWhileInUse(Group group) {
    if (!group.active().isEmpty()) {
      throw AwsException.badRequest(
          "ResourceInUse",
          "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance"
              + " request(s) still in the group.");
    }
    if (!group.members.isEmpty() || group.desired > 0) {
      throw AwsException.badRequest(
          "ScalingActivityInProgress",
          "You cannot delete an AutoScalingGroup while there are scaling activities in progress for"
              + " that group.");
    }
  }

  private void describe(Caller caller, Params in, Xml out) {
    List<String> names = in.texts("AutoScalingGroupNames");
    List<Params> filters = in.list("Filters");
    filters.forEach(GroupApi::checkFilter);
    List<Group> chosen =
        site.store().groups(caller.region()).stream()
            .filter(group -> names.isEmpty() || names.contains(group.name))
            .filter(group -> filters.stream().allMatch(filter -> passes(group, filter)))
            .toList();
    boolean instances = in.truth("IncludeInstances").orElse(true);
    Pages.write(
        in,
        out,
        "AutoScalingGroups",
        50,
        chosen,
        (item, group) -> GroupXml.write(item, group, instances));
  }

  private static boolean passes(Group group, Params filter) {
    String name = Checks.require(filter, "Name");
    List<String> values = filter.texts("Values");
    synchronized (group) {
      return group.tags.values().stream()
          .anyMatch(
              tag ->
                  switch (name) {
                    case "tag-key" -> values.contains(tag.key());
                    case "tag-value" -> values.contains(tag.value());
                    default -> name.equals("tag:" + tag.key()) && values.contains(tag.value());
                  });
    }
  }

  private static void checkFilter(Params filter) {
    String name = Checks.require(filter, "Name");
    if (!name.startsWith("tag:") && !name.equals("tag-key") && !name.equals("tag-value")) {
      throw Checks.invalid("Filter type " + name + " is not correct.");
    }
  }
}
