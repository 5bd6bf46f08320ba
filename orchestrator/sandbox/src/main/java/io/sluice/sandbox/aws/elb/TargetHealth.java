package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Network;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Optional;

/**
 * A target's state with the reason that the service gives.
 *
 * @param reason and description are empty where it is healthy
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html">
 *     TargetHealth</a>
 */
record TargetHealth(String state, String reason, String description) {
  private static final TargetHealth HEALTHY = new TargetHealth("healthy", "", "");
  private static final TargetHealth UNHEALTHY =
      new TargetHealth("unhealthy", "Target.FailedHealthChecks", "Health checks failed");
  private static final TargetHealth DRAINING =
      new TargetHealth(
          "draining", "Target.DeregistrationInProgress", "Target deregistration is in progress");
  private static final TargetHealth REGISTERING =
      new TargetHealth(
          "initial", "Elb.RegistrationInProgress", "Target registration is in progress");
  private static final TargetHealth CHECKING =
      new TargetHealth("initial", "Elb.InitialHealthChecking", "Initial health checks in progress");
  private static final TargetHealth NOT_IN_USE =
      new TargetHealth(
          "unused",
          "Target.NotInUse",
          "Target group is not configured to receive traffic from the load balancer");
  private static final TargetHealth ZONE_NOT_IN_USE =
      new TargetHealth(
          "unused",
          "Target.NotInUse",
          "Target is in an Availability Zone that is not enabled for the load balancer");

  /** Of what is no target of the group. */
  static final TargetHealth NOT_REGISTERED =
      new TargetHealth(
          "unused", "Target.NotRegistered", "Target is not registered to the target group");

  static TargetHealth of(State room, Targets targets, Group group, Group.Target target) {
    if (target.drained() != null) {
      return DRAINING;
    }
    Optional<LoadBalancer> balancer = room.of(group.region()).balancerOf(group);
    if (balancer.isEmpty()) {
      return NOT_IN_USE;
    }
    Optional<Ec2Instance> instance = targets.instance(group, target);
    if (instance.isEmpty()) {
      return UNHEALTHY;
    }
    String running = instance.get().state();
    if (!running.equals("running")) {
      return new TargetHealth(
          "unused", "Target.InvalidState", "Target is in the " + running + " state");
    }
    if (!balancer.get().addresses().containsKey(instance.get().zone())
        && !group.crossZone(balancer.get())) {
      return ZONE_NOT_IN_USE;
    }
    if (room.now().isBefore(balancer.get().active())) {
      return REGISTERING;
    }
    Network.Health health = room.rooms().network().health(group.arn(), instance.get().id());
    return switch (health) {
      case HEALTHY -> HEALTHY;
      case UNHEALTHY -> UNHEALTHY;
      case INITIAL -> CHECKING;
      // The network has not yet seen what stands here
      case UNUSED -> REGISTERING;
    };
  }

  void write(Xml xml) {
    xml.add("State", state);
    if (!reason.isEmpty()) {
      xml.add("Reason", reason).add("Description", description);
    }
  }
}
