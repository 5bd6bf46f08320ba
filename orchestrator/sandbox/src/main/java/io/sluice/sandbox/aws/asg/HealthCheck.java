package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.cloud.Network.Health;
import java.util.List;

/**
 * Finds members that must be replaced: machines that are gone, those that somebody called
 * unhealthy, and, where the group asks its balancers, targets that fail after they were healthy or
 * after the grace period. Called with the group's monitor held.
 */
final class HealthCheck {
  private final Site site;
  private final Fleet fleet;

  HealthCheck(Site site, Fleet fleet) {
    this.site = site;
    this.fleet = fleet;
  }

  void tick(Group group) {
    for (Member member : List.copyOf(group.members.values())) {
      if (member.inService()) {
        look(group, member);
      }
    }
  }

  private void look(Group group, Member member) {
    String by = "a user health-check";
    if (group.does("HealthCheck")) {
      if (!site.alive(member)) {
        member.healthy = false;
        by = "an EC2 health check indicating it has been terminated or stopped";
      } else if (group.settings.balancerHealth()) {
        if (site.finds(Health.HEALTHY, member)) {
          member.everHealthy = true;
        }
        if (site.finds(Health.UNHEALTHY, member) && (member.everHealthy || !inGrace(member))) {
          member.healthy = false;
          by = "an ELB system health check failure";
        }
      }
    }
    if (!member.healthy && group.does("ReplaceUnhealthy") && group.does("Terminate")) {
      fleet.leave(
          member,
          "At %s an instance was taken out of service in response to %s."
              .formatted(Group.now(), by));
    }
  }

  /** Whether it has come into service so lately that its health is not asked for. */
  boolean inGrace(Member member) {
    long grace = site.pace().forBoot(member.group.settings.graceSeconds());
    return System.nanoTime() - member.since < grace;
  }
}
