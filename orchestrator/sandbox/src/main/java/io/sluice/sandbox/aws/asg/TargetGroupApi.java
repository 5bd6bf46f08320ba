package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which target groups a group's instances are registered with, under both of their names. */
final class TargetGroupApi {
  private final Site site;
  private final Fleet fleet;

  TargetGroupApi(Site site, Fleet fleet) {
    this.site = site;
    this.fleet = fleet;
  }

  Map<String, Action> actions() {
    return Map.of(
        "AttachLoadBalancerTargetGroups",
        (caller, in, out) -> attach(caller, in, in.texts("TargetGroupARNs")),
        "DetachLoadBalancerTargetGroups",
        (caller, in, out) -> detach(caller, in, in.texts("TargetGroupARNs")),
        "DescribeLoadBalancerTargetGroups",
        (caller, in, out) ->
            describe(caller, in, out, "LoadBalancerTargetGroups", "LoadBalancerTargetGroupARN"),
        "AttachTrafficSources",
        (caller, in, out) -> attach(caller, in, sources(in)),
        "DetachTrafficSources",
        (caller, in, out) -> detach(caller, in, sources(in)),
        "DescribeTrafficSources",
        (caller, in, out) -> describe(caller, in, out, "TrafficSources", "Identifier"));
  }

  private static List<String> sources(Params in) {
    List<String> arns = new ArrayList<>();
    in.list("TrafficSources").forEach(source -> arns.add(Checks.require(source, "Identifier")));
    return arns;
  }

  private Group group(Caller caller, Params in) {
    return site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
  }

  private void attach(Caller caller, Params in, List<String> arns) {
    Group group = group(caller, in);
    GroupApi.checkTargetGroups(site, caller.region(), arns);
    synchronized (group) {
      for (String arn : arns) {
        if (group.targetGroups.add(arn) && group.does("AddToLoadBalancer")) {
          group.active().stream()
              .filter(Member::inService)
              .forEach(member -> fleet.register(arn, member));
        }
      }
    }
  }

  private void detach(Caller caller, Params in, List<String> arns) {
    Group group = group(caller, in);
    synchronized (group) {
      for (String arn : arns) {
        if (!group.targetGroups.remove(arn)) {
          throw Checks.invalid("Trying to remove Target Groups that are not part of the group.");
        }
        group.active().forEach(member -> fleet.deregister(arn, member));
      }
    }
  }

  private void describe(Caller caller, Params in, Xml out, String list, String key) {
    Group group = group(caller, in);
    synchronized (group) {
      Pages.write(
          in,
          out,
          list,
          100,
          List.copyOf(group.targetGroups),
          (item, arn) -> {
            item.add(key, arn).add("State", state(group, arn));
            if (key.equals("Identifier")) {
              item.add("Type", "elbv2");
            }
          });
    }
  }

  private String state(Group group, String arn) {
    List<Member> serving = group.active().stream().filter(Member::inService).toList();
    boolean healthy =
        serving.stream()
            .anyMatch(member -> site.rooms().network().health(arn, member.id()) == Health.HEALTHY);
    if (healthy) {
      return "InService";
    }
    return serving.size() < group.active().size() ? "Adding" : "Added";
  }
}
