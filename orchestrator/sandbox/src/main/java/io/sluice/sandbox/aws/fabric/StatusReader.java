package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Balancer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Puts balancers and receivers into the words of {@link MirrorStatus}. */
final class StatusReader {
  private StatusReader() {}

  static MirrorStatus.ReceiverStatus status(Receiver receiver) {
    return new MirrorStatus.ReceiverStatus(
        receiver.instanceId(),
        receiver.ip(),
        receiver.address().getHostAddress(),
        receiver.sent(),
        receiver.returned());
  }

  static MirrorStatus.BalancerStatus status(Front front) {
    Balancer balancer = front.balancer();
    List<MirrorStatus.TargetStatus> targets = new ArrayList<>();
    for (String group :
        balancer.listeners().stream().map(Balancer.Listener::targetGroup).distinct().toList()) {
      Pool pool = front.pools().get(group);
      if (pool != null) {
        pool.members().forEach(member -> targets.add(status(pool, member)));
      }
    }
    return new MirrorStatus.BalancerStatus(
        balancer.name(),
        balancer.region(),
        balancer.gateway() ? "gateway" : "network",
        new TreeMap<>(balancer.addresses()),
        balancer.crossZone(),
        front.flows().size(),
        targets);
  }

  private static MirrorStatus.TargetStatus status(Pool pool, Member member) {
    Receiver receiver = member.receiver();
    return new MirrorStatus.TargetStatus(
        pool.name(),
        receiver.instanceId(),
        receiver.ip(),
        receiver.address().getHostAddress(),
        member.zone(),
        member.health(),
        member.draining(),
        receiver.sent(),
        receiver.returned());
  }
}
