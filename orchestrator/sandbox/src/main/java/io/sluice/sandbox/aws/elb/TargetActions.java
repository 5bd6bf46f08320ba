package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Targets: registered, deregistered, and how they are. */
final class TargetActions {
  private record Asked(String id, int port) {}

  private record Answer(Asked target, int healthPort, TargetHealth health) {}

  private final State state;
  private final Targets targets;

  TargetActions(State state, Targets targets) {
    this.state = state;
    this.targets = targets;
  }

  Map<String, Action> actions() {
    return Map.of(
        "RegisterTargets", state.changing(this::register),
        "DeregisterTargets", state.changing(this::deregister),
        "DescribeTargetHealth", this::describeHealth);
  }

  private Group named(Caller caller, Params in) {
    return state.of(caller.region()).group(Check.required(in, "TargetGroupArn"));
  }

  private static Set<Asked> asked(Group group, Params in) {
    Set<Asked> asked = new LinkedHashSet<>();
    for (Params each : in.list("Targets")) {
      int port = Check.port(each.number("Port").orElse(group.settings().port()));
      asked.add(new Asked(Check.required(each, "Id"), port));
    }
    return asked;
  }

  private static Set<Asked> required(Group group, Params in) {
    Set<Asked> asked = asked(group, in);
    if (asked.isEmpty()) {
      throw Check.invalid("'Targets' must not be null");
    }
    return asked;
  }

  private void register(Caller caller, Params in, Xml out) {
    Group group = named(caller, in);
    Set<Asked> asked = required(group, in);
    for (Asked each : asked) {
      check(group, each);
    }
    long more = asked.stream().filter(each -> !isThere(group, each)).count();
    Limits.check(
        targets.of(group).size() + more - 1,
        Limits.TARGETS_PER_BALANCER,
        "TooManyTargets",
        "targets");
    asked.forEach(each -> targets.register(group, each.id(), each.port()));
  }

  private boolean isThere(Group group, Asked asked) {
    return targets.of(group).stream().anyMatch(each -> each.is(asked.id(), asked.port()));
  }

  private void check(Group group, Asked target) {
    if (group.settings().geneve() && target.port() != group.settings().port()) {
      throw Check.invalid("Targets of a GENEVE target group must use port '6081'");
    }
    if (group.settings().type().equals("ip")) {
      if (!target.id().matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
        throw invalidTarget("The IP address '%s' is not valid".formatted(target.id()));
      }
      return;
    }
    Ec2Instance instance =
        state
            .rooms()
            .compute()
            .instance(group.region(), target.id())
            .orElseThrow(
                () ->
                    invalidTarget(
                        "The following targets are not in the target group VPC '%s': '%s'"
                            .formatted(group.settings().vpcId(), target.id())));
    if (!instance.vpcId().equals(group.settings().vpcId())) {
      throw invalidTarget(
          "The following targets are not in the target group VPC '%s': '%s'"
              .formatted(group.settings().vpcId(), target.id()));
    }
    if (!instance.state().equals("running")) {
      throw invalidTarget(
          "The following targets are not in a running state and cannot be registered: '%s'"
              .formatted(target.id()));
    }
  }

  private static AwsException invalidTarget(String message) {
    return AwsException.badRequest("InvalidTarget", message);
  }

  private void deregister(Caller caller, Params in, Xml out) {
    Group group = named(caller, in);
    List<Params> each = in.list("Targets");
    required(group, in);
    for (Params target : each) {
      String id = Check.required(target, "Id");
      // Without a port, every one of its ports
      targets.of(group).stream()
          .filter(there -> there.id().equals(id))
          .filter(there -> target.number("Port").map(port -> port == there.port()).orElse(true))
          .forEach(there -> targets.deregister(group, there.id(), there.port()));
    }
  }

  private void describeHealth(Caller caller, Params in, Xml out) {
    Group group = named(caller, in);
    List<Group.Target> there = targets.of(group);
    List<Answer> answers = new ArrayList<>();
    if (in.list("Targets").isEmpty()) {
      there.forEach(each -> answers.add(answer(group, each)));
    }
    for (Asked each : asked(group, in)) {
      answers.add(
          there.stream()
              .filter(target -> target.is(each.id(), each.port()))
              .findFirst()
              .map(target -> answer(group, target))
              .orElseGet(
                  () ->
                      new Answer(
                          each,
                          group.healthCheck().portOf(each.port()),
                          TargetHealth.NOT_REGISTERED)));
    }
    out.list("TargetHealthDescriptions", "member", answers, TargetActions::write);
  }

  private Answer answer(Group group, Group.Target target) {
    return new Answer(
        new Asked(target.id(), target.port()),
        group.healthCheck().portOf(target.port()),
        TargetHealth.of(state, targets, group, target));
  }

  private static void write(Xml xml, Answer answer) {
    xml.add(
            "Target",
            target -> target.add("Id", answer.target().id()).add("Port", answer.target().port()))
        .add("HealthCheckPort", answer.healthPort())
        .add("TargetHealth", answer.health()::write);
  }
}
