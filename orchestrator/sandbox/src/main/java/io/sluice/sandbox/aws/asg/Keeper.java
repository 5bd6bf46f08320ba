package io.sluice.sandbox.aws.asg;

import java.util.List;

/** Keeps groups as they shall be. Called from one thread. */
final class Keeper {
  private final Site site;
  private final Fleet fleet;
  private final HealthCheck health;
  private final Refreshing refreshing;
  private final Tracking tracking;

  Keeper(Site site, Fleet fleet, Tracking tracking) {
    this.site = site;
    this.fleet = fleet;
    this.tracking = tracking;
    this.health = new HealthCheck(site, fleet);
    this.refreshing = new Refreshing(site, fleet);
  }

  void tick(Group group) {
    synchronized (group) {
      List.copyOf(group.members.values()).forEach(fleet::advance);
      if (group.deleting) {
        if (group.members.isEmpty()) {
          site.store().remove(group);
        }
        return;
      }
      health.tick(group);
      refreshing.tick(group);
      tracking.tick(group);
      fleet.bringTo(group, group.desired + refreshing.extra(group) + rebalancing(group));
    }
  }

  /** One more for a while where a zone has two more than another. */
  private static int rebalancing(Group group) {
    boolean settled = group.active().size() == group.members.size() && group.refresh() == null;
    boolean lopsided = settled && group.does("AZRebalance") && Zones.imbalance(group) >= 2;
    boolean incoming = group.active().stream().anyMatch(member -> !member.inService());
    return lopsided || (settled && incoming && group.active().size() > group.desired) ? 1 : 0;
  }
}
