package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The instances of groups, and what has been done to them. */
final class InstanceApi {
  private record Done(Group group, Activity activity) {}

  private final Site site;
  private final Fleet fleet;
  private final HealthCheck health;

  InstanceApi(Site site, Fleet fleet) {
    this.site = site;
    this.fleet = fleet;
    this.health = new HealthCheck(site, fleet);
  }

  Map<String, Action> actions() {
    return Map.of(
        "DescribeAutoScalingInstances", this::describe,
        "DescribeScalingActivities", this::activities,
        "SetInstanceHealth", (caller, in, out) -> setHealth(caller, in),
        "SetInstanceProtection", (caller, in, out) -> protect(caller, in),
        "TerminateInstanceInAutoScalingGroup", this::terminate);
  }

  private void describe(Caller caller, Params in, Xml out) {
    List<String> ids = in.texts("InstanceIds");
    List<Member> all = new ArrayList<>();
    for (Group group : site.store().groups(caller.region())) {
      synchronized (group) {
        all.addAll(group.members.values());
      }
    }
    all.removeIf(member -> !ids.isEmpty() && !ids.contains(member.id()));
    Pages.write(
        in,
        out,
        "AutoScalingInstances",
        50,
        all,
        (item, member) -> {
          synchronized (member.group) {
            item.add("AutoScalingGroupName", member.group.name);
            member.write(item);
          }
        });
  }

  private void activities(Caller caller, Params in, Xml out) {
    List<String> ids = in.texts("ActivityIds");
    List<Group> groups =
        in.text("AutoScalingGroupName")
            .map(name -> List.of(site.store().get(caller.region(), name)))
            .orElseGet(() -> site.store().groups(caller.region()));
    List<Done> all = new ArrayList<>();
    for (Group group : groups) {
      synchronized (group) {
        group.activities.forEach(activity -> all.add(new Done(group, activity)));
      }
    }
    all.removeIf(done -> !ids.isEmpty() && !ids.contains(done.activity.id));
    all.sort(Comparator.comparing((Done done) -> done.activity.started).reversed());
    Pages.write(
        in,
        out,
        "Activities",
        100,
        all,
        (item, done) -> {
          synchronized (done.group) {
            done.activity.write(item, done.group);
          }
        });
  }

  private void setHealth(Caller caller, Params in) {
    Member member = site.store().getMember(caller.region(), Checks.require(in, "InstanceId"));
    boolean healthy =
        Checks.oneOf(
                "HealthStatus", Checks.require(in, "HealthStatus"), List.of("Healthy", "Unhealthy"))
            .equals("Healthy");
    boolean respect = in.truth("ShouldRespectGracePeriod").orElse(true);
    synchronized (member.group) {
      boolean graceful = respect && member.group.settings.graceSeconds() > 0;
      if (healthy || !graceful || !health.inGrace(member)) {
        member.healthy = healthy;
      }
    }
  }

  private void protect(Caller caller, Params in) {
    Group group = site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
    boolean wanted =
        in.truth("ProtectedFromScaleIn")
            .orElseThrow(() -> Checks.invalid("ProtectedFromScaleIn must be specified"));
    synchronized (group) {
      for (String id : in.texts("InstanceIds")) {
        Member member = group.members.get(id);
        if (member == null) {
          throw Checks.invalid(
              "The instance " + id + " is not part of Auto Scaling group " + group.name + ".");
        }
        member.protectedFromScaleIn = wanted;
      }
    }
  }

  private void terminate(Caller caller, Params in, Xml out) {
    Member member = site.store().getMember(caller.region(), Checks.require(in, "InstanceId"));
    boolean shrink =
        in.truth("ShouldDecrementDesiredCapacity")
            .orElseThrow(() -> Checks.invalid("ShouldDecrementDesiredCapacity must be specified"));
    Group group = member.group;
    synchronized (group) {
      if (shrink && !member.lifecycle.leaving()) {
        if (group.desired <= group.settings.min()) {
          throw Checks.invalid(
              "Currently, desiredSize equals minSize (%d). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size."
                  .formatted(group.settings.min()));
        }
        group.desire(group.desired - 1, "a user request took an instance out of service,");
      }
      Activity activity =
          fleet.leave(
              member,
              "At %s instance %s was taken out of service in response to a user request."
                  .formatted(Group.now(), member.id()));
      out.add("Activity", xml -> activity.write(xml, group));
    }
  }
}
