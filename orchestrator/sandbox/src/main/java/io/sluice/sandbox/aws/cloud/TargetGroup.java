package io.sluice.sandbox.aws.cloud;

import java.util.List;
import java.util.Map;

/**
 * A target group of instances.
 *
 * @param protocol {@code UDP}, {@code TCP} or {@code GENEVE}
 * @param attributes e.g. {@code stickiness.type}, {@code target_failover.on_unhealthy}
 */
public record TargetGroup(
    String arn,
    String region,
    String name,
    String protocol,
    int port,
    String vpcId,
    HealthCheck healthCheck,
    Map<String, String> attributes,
    List<Target> targets) {

  /**
   * How health is asked.
   *
   * @param protocol {@code HTTP} or {@code TCP}
   * @param path of HTTP, else empty
   * @param healthyThreshold answers in a row that make a target healthy
   */
  public record HealthCheck(
      String protocol,
      int port,
      String path,
      int intervalSeconds,
      int timeoutSeconds,
      int healthyThreshold,
      int unhealthyThreshold) {}

  /**
   * A registered instance.
   *
   * @param draining deregistered, and its deregistration delay not yet over
   */
  public record Target(String instanceId, int port, boolean draining) {}
}
