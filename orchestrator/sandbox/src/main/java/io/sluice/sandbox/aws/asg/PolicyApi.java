package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scaling policies. */
final class PolicyApi {
  private static final int POLICIES_PER_GROUP = 50;

  private record Of(Group group, Policy policy) {}

  private final Site site;
  private final Tracking tracking;

  PolicyApi(Site site, Tracking tracking) {
    this.site = site;
    this.tracking = tracking;
  }

  Map<String, Action> actions() {
    return Map.of(
        "PutScalingPolicy", this::put,
        "DescribePolicies", this::describe,
        "DeletePolicy", (caller, in, out) -> delete(caller, in));
  }

  private void put(Caller caller, Params in, Xml out) {
    Group group = site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
    synchronized (group) {
      Policy before = group.policies.get(in.text("PolicyName", ""));
      Policy policy = Policy.read(in, group, before);
      if (before == null && group.policies.size() >= POLICIES_PER_GROUP) {
        throw AwsException.badRequest(
            "LimitExceeded", "A group has at most " + POLICIES_PER_GROUP + " scaling policies");
      }
      group.policies.put(policy.name(), policy);
      tracking.show(group, policy);
      out.add("PolicyARN", policy.arn());
      policy.writeAlarms(out, group);
    }
  }

  private void describe(Caller caller, Params in, Xml out) {
    List<String> names = in.texts("PolicyNames");
    List<String> types = in.texts("PolicyTypes");
    List<Group> groups =
        in.text("AutoScalingGroupName")
            .map(name -> List.of(site.store().get(caller.region(), name)))
            .orElseGet(() -> site.store().groups(caller.region()));
    List<Of> all = new ArrayList<>();
    for (Group group : groups) {
      synchronized (group) {
        group.policies.values().forEach(policy -> all.add(new Of(group, policy)));
      }
    }
    all.removeIf(
        of ->
            !(types.isEmpty() || types.contains(Policy.TYPE))
                || !(names.isEmpty()
                    || names.contains(of.policy.name())
                    || names.contains(of.policy.arn())));
    Pages.write(
        in,
        out,
        "ScalingPolicies",
        50,
        all,
        (item, of) -> {
          synchronized (of.group) {
            of.policy.write(item, of.group);
          }
        });
  }

  private void delete(Caller caller, Params in) {
    Group group = site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
    String nameOrArn = Checks.require(in, "PolicyName");
    synchronized (group) {
      Policy policy =
          group.policies.values().stream()
              .filter(each -> each.name().equals(nameOrArn) || each.arn().equals(nameOrArn))
              .findFirst()
              .orElseThrow(
                  () -> Checks.invalid("Policy name not found - no such policy: " + nameOrArn));
      group.policies.remove(policy.name());
      tracking.hide(group, policy);
    }
  }
}
