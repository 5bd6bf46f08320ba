package io.sluice.sandbox.aws.cloud;

import java.util.List;
import java.util.Map;

/**
 * A load balancer that is active.
 *
 * @param gateway a gateway load balancer; else a network load balancer
 * @param addresses its private IPv4 address by zone
 * @param crossZone whether it sends to targets of other zones too
 */
public record Balancer(
    String arn,
    String region,
    String name,
    boolean gateway,
    String vpcId,
    Map<String, String> addresses,
    boolean crossZone,
    List<Listener> listeners) {

  /**
   * A listener.
   *
   * @param protocol {@code UDP}, {@code TCP} or {@code GENEVE}
   */
  public record Listener(String protocol, int port, String targetGroup) {}
}
