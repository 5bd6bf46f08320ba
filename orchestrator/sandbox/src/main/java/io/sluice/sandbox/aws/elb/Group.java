package io.sluice.sandbox.aws.elb;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A target group. What may change is written under the room's lock and read without. */
final class Group extends Tagged {
  /**
   * What can't be changed later.
   *
   * @param type {@code instance} or {@code ip}
   */
  record Settings(String name, String protocol, int port, String vpcId, String type) {
    boolean geneve() {
      return protocol.equals("GENEVE");
    }
  }

  /**
   * A registered target.
   *
   * @param id of an instance, or an address
   * @param drained when it is gone, or null while it is not deregistered
   */
  record Target(String id, int port, Instant registered, @Nullable Instant drained) {
    boolean is(String otherId, int otherPort) {
      return id.equals(otherId) && port == otherPort;
    }
  }

  private final String region;
  private final Settings settings;
  private volatile HealthCheck healthCheck;
  private volatile Map<String, String> attributes;
  private volatile List<Target> targets = List.of();

  Group(
      String arn,
      String region,
      Settings settings,
      HealthCheck healthCheck,
      Map<String, String> attributes,
      Map<String, String> tags) {
    super(arn, tags);
    this.region = region;
    this.settings = settings;
    this.healthCheck = healthCheck;
    this.attributes = attributes;
  }

  String region() {
    return region;
  }

  Settings settings() {
    return settings;
  }

  /** Whether a create call for this would make it as it stands. */
  boolean sameAs(Settings other, HealthCheck check) {
    return settings.equals(other) && check.equals(healthCheck);
  }

  HealthCheck healthCheck() {
    return healthCheck;
  }

  void healthCheck(HealthCheck now) {
    healthCheck = now;
  }

  Map<String, String> attributes() {
    return attributes;
  }

  void attributes(Map<String, String> now) {
    attributes = now;
  }

  /** Whether targets of other zones are sent to: as the group says, else as the balancer. */
  boolean crossZone(LoadBalancer balancer) {
    String own = attributes.getOrDefault(Attributes.CROSS_ZONE, Attributes.OF_BALANCER);
    return own.equals(Attributes.OF_BALANCER)
        ? balancer.attribute(Attributes.CROSS_ZONE)
        : Boolean.parseBoolean(own);
  }

  /** Those too whose time to drain is over. */
  List<Target> targets() {
    return targets;
  }

  void targets(List<Target> now) {
    targets = List.copyOf(now);
  }
}
