package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Network.Health;
import java.util.List;
import java.util.Map;

/**
 * AWS's network at one moment; counters grow from the sandbox's start.
 *
 * @param sessions mirror sessions
 * @param wire packets between instances
 * @param mirrored copies that sessions took; a packet is asked for at each end that has an
 *     interface
 * @param notMirrored packets at an interface that no session took, by reason
 * @param drops copies that went no further, by reason
 * @param refused packets that appliances returned and that were not taken, by reason
 * @param receivers every instance that ever was a target
 */
public record MirrorStatus(
    int sessions,
    Count wire,
    Count mirrored,
    Map<String, Long> notMirrored,
    Map<String, Long> drops,
    Map<String, Long> refused,
    List<BalancerStatus> balancers,
    List<ReceiverStatus> receivers) {

  /**
   * A load balancer.
   *
   * @param type {@code network} or {@code gateway}
   * @param addresses by zone, in the emulated cloud
   * @param flows that it remembers
   */
  public record BalancerStatus(
      String name,
      String region,
      String type,
      Map<String, String> addresses,
      boolean crossZone,
      int flows,
      List<TargetStatus> targets) {}

  /**
   * A registered target.
   *
   * @param address on this machine
   * @param sent to the instance, by whatever balancer or session
   */
  public record TargetStatus(
      String group,
      String instance,
      String ip,
      String address,
      String zone,
      Health health,
      boolean draining,
      Count sent,
      Count returned) {}

  /** An instance that gets mirrored packets. */
  public record ReceiverStatus(
      String instance, String ip, String address, Count sent, Count returned) {}
}
