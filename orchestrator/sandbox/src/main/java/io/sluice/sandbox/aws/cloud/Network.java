package io.sluice.sandbox.aws.cloud;

/** What the network sees of instances. Thread-safe. */
public interface Network {
  /** A target's health by the group's health check, while it is registered. */
  enum Health {
    /** Not asked often enough yet. */
    INITIAL,
    HEALTHY,
    UNHEALTHY,
    /** The group is behind no load balancer. */
    UNUSED
  }

  Health health(String targetGroupArn, String instanceId);

  /** Bytes that came to the instance's interfaces since it exists: {@code NetworkIn}. */
  long networkIn(String instanceId);
}
