package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.machine.TimeScale;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Through a gateway load balancer endpoint: an IPv4 packet inside GENEVE, to the target that its
 * flow is pinned to. A flow is known by 5-tuple, or by 3 or 2 of it as the group's stickiness says
 * (GW-6), and forgotten after 350 s idle (TCP) or 120 s (GW-5). Where its target fails it moves
 * only if the group says {@code rebalance} (GW-7).
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html">
 *     Target groups for Gateway Load Balancers</a>
 */
final class GatewayWay {
  private static final Duration IDLE_TCP = Duration.ofSeconds(350);
  private static final Duration IDLE_OTHER = Duration.ofMinutes(2);
  private static final int TCP = 6;

  /** Chosen, or why not. */
  private record Choice(@Nullable Member member, Reason otherwise) {}

  private final Wire wire;
  private final long idleTcp;
  private final long idleOther;

  GatewayWay(Wire wire, TimeScale scale) {
    this.wire = wire;
    this.idleTcp = scale.here(IDLE_TCP).toNanos();
    this.idleOther = scale.here(IDLE_OTHER).toNanos();
  }

  /**
   * The flow that a packet belongs to, begun where there is none.
   *
   * @return null when the balancer has no listener with a group
   */
  @Nullable Flow flow(Front front, GatewayEndpoint endpoint, Headers packet) {
    Pool pool = front.pool("GENEVE", Geneve.PORT);
    if (pool == null) {
      return null;
    }
    boolean sticky = pool.is("stickiness.enabled", "true", "false");
    boolean two = sticky && pool.is("stickiness.type", "source_ip_dest_ip", "");
    boolean three = sticky && pool.is("stickiness.type", "source_ip_dest_ip_proto", "");
    boolean ports = !two && !three;
    FlowKey key =
        FlowKey.symmetric(
            endpoint.id(),
            packet.source(),
            ports ? packet.sourcePort() : 0,
            packet.destination(),
            ports ? packet.destinationPort() : 0,
            two ? 0 : packet.protocol());
    return front.flows().flow(key, packet.protocol() == TCP ? idleTcp : idleOther);
  }

  /** Sends an IPv4 packet of a flow; returns why it was not sent, or null. */
  @Nullable Reason send(Front front, GatewayEndpoint endpoint, Flow flow, byte[] packet) {
    Pool pool = front.pool("GENEVE", Geneve.PORT);
    if (pool == null) {
      return Reason.NO_LISTENER;
    }
    Front.Node node = front.node(endpoint.zone(), flow.key().spread());
    if (node == null) {
      return Reason.NO_TARGET_IN_ZONE;
    }
    Choice choice = choose(flow, pool, front.balancer().crossZone() ? null : node.zone());
    Member member = choice.member();
    if (member == null) {
      return choice.otherwise();
    }
    byte[] options =
        Geneve.options(endpointId(endpoint.id()), attachmentId(endpoint), flow.cookie());
    flow.sentWith(options, node.ip());
    return wire.send(
        node.ip(),
        Encapsulation.sourcePort((int) flow.key().spread()),
        member.receiver(),
        member.port(),
        Geneve.wrap(options, packet));
  }

  private static Choice choose(Flow flow, Pool pool, @Nullable String zone) {
    Pool.Candidates candidates = pool.candidates(zone);
    synchronized (flow) {
      Receiver pinned = flow.target();
      Member member = pinned == null ? null : pool.member(pinned);
      if (member != null) {
        boolean stays =
            member.healthy()
                || candidates.failOpen()
                || !pool.is("target_failover.on_unhealthy", "rebalance", "no_rebalance");
        if (stays) {
          return new Choice(member, Reason.NO_TARGET);
        }
      } else if (pinned != null
          && !pool.is("target_failover.on_deregistration", "rebalance", "no_rebalance")) {
        return new Choice(null, Reason.FLOW_TARGET_GONE);
      }
      Member chosen =
          candidates.failOpen()
              ? random(candidates.members())
              : candidates.choose(flow.key().spread());
      if (chosen != null) {
        flow.pin(chosen.receiver());
      }
      boolean elsewhere = zone != null && !pool.candidates(null).members().isEmpty();
      return new Choice(chosen, elsewhere ? Reason.NO_TARGET_IN_ZONE : Reason.NO_TARGET);
    }
  }

  private static @Nullable Member random(List<Member> members) {
    return members.isEmpty()
        ? null
        : members.get(ThreadLocalRandom.current().nextInt(members.size()));
  }

  /** The eight bytes that {@code vpce-0123456789abcdef0} ends in. */
  static long endpointId(String id) {
    String digits = id.substring(id.indexOf('-') + 1);
    try {
      return Long.parseUnsignedLong(digits.substring(Math.max(0, digits.length() - 16)), 16);
    } catch (NumberFormatException e) {
      return Spread.mix(id.hashCode());
    }
  }

  private static long attachmentId(GatewayEndpoint endpoint) {
    return Spread.mix(endpoint.balancer().hashCode() ^ endpointId(endpoint.id()));
  }
}
