package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.cloudwatch.Alarms;
import java.util.Set;

/** What this room works with. */
record Site(Rooms rooms, Pace pace, Store store, Alarms alarms) {
  private static final Set<String> ALIVE = Set.of("pending", "running");

  Compute compute() {
    return rooms.compute();
  }

  /** The instance's state in EC2; {@code terminated} for one that EC2 has forgotten. */
  String state(Member member) {
    return compute()
        .instance(member.group.region, member.id())
        .map(Ec2Instance::state)
        .orElse("terminated");
  }

  boolean alive(Member member) {
    return ALIVE.contains(state(member));
  }

  /** Whether a balancer of the group finds the member so. */
  boolean finds(Health health, Member member) {
    return member.group.targetGroups.stream()
        .anyMatch(target -> rooms.network().health(target, member.id()) == health);
  }

  /** Whether the member can bear its share: in service, and healthy by the group's checks. */
  boolean ready(Member member) {
    return member.inService()
        && member.healthy
        && !(member.group.settings.balancerHealth()
            && (finds(Health.INITIAL, member) || finds(Health.UNHEALTHY, member)));
  }
}
