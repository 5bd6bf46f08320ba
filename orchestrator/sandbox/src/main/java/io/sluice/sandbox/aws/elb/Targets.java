package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Eni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The targets of groups: who is registered, who drains, and which instance each of them is. */
final class Targets {
  private final State state;

  Targets(State state) {
    this.state = state;
  }

  /** Those registered or draining; a terminated instance is no target any more. */
  List<Group.Target> of(Group group) {
    Instant now = state.now();
    return group.targets().stream()
        .filter(each -> each.drained() == null || now.isBefore(each.drained()))
        .filter(each -> !isInstance(group) || instance(group, each).isPresent())
        .toList();
  }

  private static boolean isInstance(Group group) {
    return group.settings().type().equals("instance");
  }

  /** The instance behind a target, unless it is terminated. */
  Optional<Ec2Instance> instance(Group group, Group.Target target) {
    String id =
        isInstance(group)
            ? target.id()
            : state.rooms().compute().interfaces(group.region()).stream()
                .filter(each -> each.vpcId().equals(group.settings().vpcId()))
                .filter(each -> each.privateIp().equals(target.id()))
                .map(Eni::instanceId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    return state
        .rooms()
        .compute()
        .instance(group.region(), id)
        .filter(each -> !each.state().equals("terminated"));
  }

  /** Adds a target, or takes one back that drains. */
  void register(Group group, String id, int port) {
    List<Group.Target> after = new ArrayList<>(of(group));
    if (after.stream().anyMatch(each -> each.is(id, port) && each.drained() == null)) {
      return;
    }
    after.removeIf(each -> each.is(id, port));
    after.add(new Group.Target(id, port, state.now(), null));
    group.targets(after);
  }

  /** Begins to drain a target; of a group behind no load balancer it is gone at once. */
  void deregister(Group group, String id, int port) {
    Duration delay =
        Duration.ofSeconds(
            Long.parseLong(group.attributes().getOrDefault(Attributes.DELAY, "300")));
    boolean used = state.of(group.region()).balancerOf(group).isPresent();
    List<Group.Target> after = new ArrayList<>();
    for (Group.Target each : of(group)) {
      if (!each.is(id, port) || each.drained() != null) {
        after.add(each);
      } else if (used && !delay.isZero()) {
        after.add(new Group.Target(id, port, each.registered(), state.after(delay)));
      }
    }
    group.targets(after);
  }
}
