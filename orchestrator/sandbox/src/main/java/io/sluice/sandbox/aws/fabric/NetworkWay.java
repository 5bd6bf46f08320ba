package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.machine.TimeScale;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Through a network load balancer: a new flow goes to a healthy target by its outer 5-tuple, and
 * stays there while the target is in the group and healthy, until it was idle for 120 s. The source
 * address is kept.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html">
 *     Network Load Balancer</a>
 */
final class NetworkWay {
  private static final Duration IDLE = Duration.ofMinutes(2);
  private static final int UDP = 17;

  private final Wire wire;
  private final long idle;

  NetworkWay(Wire wire, TimeScale scale) {
    this.wire = wire;
    this.idle = scale.here(IDLE).toNanos();
  }

  /** Sends a VXLAN payload; returns why it was not sent, or null. */
  @Nullable Reason send(Front front, Tap from, int sourcePort, byte[] payload) {
    Pool pool = front.pool("UDP", Encapsulation.VXLAN_PORT);
    if (pool == null) {
      return Reason.NO_LISTENER;
    }
    Front.Node node =
        front.node(from.eni().zone(), Spread.mix(((long) from.address() << 16) ^ sourcePort));
    if (node == null) {
      return Reason.NO_TARGET_IN_ZONE;
    }
    FlowKey key =
        new FlowKey(
            "", from.address(), sourcePort, Addresses.of(node.ip()), Encapsulation.VXLAN_PORT, UDP);
    String zone = front.balancer().crossZone() ? null : node.zone();
    Member member = choose(front.flows().flow(key, idle), pool, zone);
    if (member == null) {
      boolean elsewhere = zone != null && !pool.candidates(null).members().isEmpty();
      return elsewhere ? Reason.NO_TARGET_IN_ZONE : Reason.NO_TARGET;
    }
    return wire.send(from.eni().privateIp(), sourcePort, member.receiver(), member.port(), payload);
  }

  private static @Nullable Member choose(Flow flow, Pool pool, @Nullable String zone) {
    Pool.Candidates candidates = pool.candidates(zone);
    synchronized (flow) {
      Receiver pinned = flow.target();
      Member member = pinned == null ? null : pool.member(pinned);
      if (member != null && (member.healthy() || candidates.failOpen() || !terminates(pool))) {
        return member;
      }
      Member chosen = candidates.choose(flow.key().spread());
      if (chosen != null) {
        flow.pin(chosen.receiver());
      }
      return chosen;
    }
  }

  private static boolean terminates(Pool pool) {
    return pool.is("target_health_state.unhealthy.connection_termination.enabled", "true", "true");
  }
}
