package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;

/** Lifecycle hooks and what they wait for. */
final class HookApi {
  private static final int HOOKS_PER_GROUP = 50;

  private record Held(Member member, Member.Wait action) {}

  private final Site site;
  private final Fleet fleet;

  HookApi(Site site, Fleet fleet) {
    this.site = site;
    this.fleet = fleet;
  }

  Map<String, Action> actions() {
    return Map.of(
        "PutLifecycleHook", (caller, in, out) -> put(caller, in),
        "DescribeLifecycleHooks", this::describe,
        "DeleteLifecycleHook", (caller, in, out) -> delete(caller, in),
        "CompleteLifecycleAction", (caller, in, out) -> complete(caller, in),
        "RecordLifecycleActionHeartbeat", (caller, in, out) -> beat(caller, in));
  }

  private Group group(Caller caller, Params in) {
    return site.store().get(caller.region(), Checks.require(in, "AutoScalingGroupName"));
  }

  private void put(Caller caller, Params in) {
    Group group = group(caller, in);
    synchronized (group) {
      Hook hook = Hook.read(in, group.hooks.get(in.text("LifecycleHookName", "")));
      if (!group.hooks.containsKey(hook.name()) && group.hooks.size() >= HOOKS_PER_GROUP) {
        throw AwsException.badRequest(
            "LimitExceeded", "A group has at most " + HOOKS_PER_GROUP + " lifecycle hooks");
      }
      group.hooks.put(hook.name(), hook);
    }
  }

  private void describe(Caller caller, Params in, Xml out) {
    Group group = group(caller, in);
    List<String> names = in.texts("LifecycleHookNames");
    synchronized (group) {
      out.list(
          "LifecycleHooks",
          "member",
          group.hooks.values().stream()
              .filter(hook -> names.isEmpty() || names.contains(hook.name()))
              .toList(),
          (item, hook) -> hook.write(item, group.name));
    }
  }

  /** What waits for the hook is let go as its default result says. */
  private void delete(Caller caller, Params in) {
    Group group = group(caller, in);
    String name = Checks.require(in, "LifecycleHookName");
    synchronized (group) {
      Hook hook = group.hooks.remove(name);
      if (hook == null) {
        throw Checks.invalid("No Lifecycle Hook found with name: " + name);
      }
      for (Member member : List.copyOf(group.members.values())) {
        Member.Wait wait = member.waits.get(name);
        if (wait != null) {
          fleet.complete(member, wait, hook.goOn());
        }
      }
    }
  }

  private void complete(Caller caller, Params in) {
    Group group = group(caller, in);
    boolean goOn =
        Checks.oneOf(
                "LifecycleActionResult",
                Checks.require(in, "LifecycleActionResult"),
                List.of(Hook.CONTINUE, Hook.ABANDON))
            .equals(Hook.CONTINUE);
    synchronized (group) {
      Held held = held(group, in);
      fleet.complete(held.member, held.action, goOn);
    }
  }

  private void beat(Caller caller, Params in) {
    Group group = group(caller, in);
    synchronized (group) {
      Held held = held(group, in);
      held.member.waits.put(
          held.action.hook().name(), held.action.beat(site.pace(), System.nanoTime()));
    }
  }

  private static Held held(Group group, Params in) {
    String hook = Checks.require(in, "LifecycleHookName");
    if (!in.has("InstanceId") && !in.has("LifecycleActionToken")) {
      throw Checks.invalid("Either InstanceId or LifecycleActionToken must be specified");
    }
    String instance = in.text("InstanceId", "");
    String token = in.text("LifecycleActionToken", "");
    for (Member member : group.members.values()) {
      Member.Wait wait = member.waits.get(hook);
      if (wait != null && (member.id().equals(instance) || wait.token().equals(token))) {
        return new Held(member, wait);
      }
    }
    throw Checks.invalid(
        instance.isEmpty()
            ? "No active Lifecycle Action found with token " + token
            : "No active Lifecycle Action found with instance ID " + instance);
  }
}
