package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.machine.TimeScale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A packet's way: past the taps of both ends' interfaces, and each copy to its session's target.
 */
final class Mirroring implements AutoCloseable {
  private final LiveTaps taps;
  private final Supplier<Fronts> fronts;
  private final Receivers receivers;
  private final Reasons reasons;
  private final Counter wireCounter = new Counter();
  private final Counter mirroredCounter = new Counter();
  private final Wire wire = new Wire();
  private final NetworkWay networkWay;
  private final GatewayWay gatewayWay;

  Mirroring(
      LiveTaps taps,
      Supplier<Fronts> fronts,
      Receivers receivers,
      Reasons reasons,
      TimeScale scale) {
    this.taps = taps;
    this.fronts = fronts;
    this.receivers = receivers;
    this.reasons = reasons;
    this.networkWay = new NetworkWay(wire, scale);
    this.gatewayWay = new GatewayWay(wire, scale);
  }

  /** Packets between instances. */
  Count wire() {
    return wireCounter.snapshot();
  }

  /** Copies that sessions took. */
  Count mirrored() {
    return mirroredCounter.snapshot();
  }

  /** As {@link MirrorFabric#send}. */
  void send(String region, @Nullable String from, @Nullable String to, byte[] frame) {
    Taps now = taps.recent();
    wireCounter.add(frame.length);
    Headers packet = Headers.of(frame);
    if (from != null) {
      pass(now, now.tap(region, from), false, packet, frame);
    }
    if (to != null) {
      Tap receiver = now.tap(region, to);
      if (receiver != null && receiver.eni().instanceId() != null) {
        receivers.arrived(receiver.eni().instanceId(), frame.length);
      }
      pass(now, receiver, true, packet, frame);
    }
  }

  private void pass(Taps now, @Nullable Tap tap, boolean in, Headers packet, byte[] frame) {
    Reason reason = tap == null ? Reason.INTERFACE_GONE : ask(now, tap, in, packet, frame);
    if (reason != null) {
      reasons.count(reason);
    }
  }

  private @Nullable Reason ask(Taps now, Tap tap, boolean in, Headers packet, byte[] frame) {
    if (tap.sessions().isEmpty()) {
      return Reason.NO_SESSION;
    }
    if (packet.neverMirrored()) {
      return Reason.NEVER_MIRRORED;
    }
    if (!packet.ipv4()) {
      return Reason.NOT_IPV4;
    }
    int other = in ? packet.source() : packet.destination();
    boolean dns = packet.amazonDns(tap.address(), !now.known(tap.eni().region(), other));
    Reason reason = dns ? Reason.AMAZON_DNS : Reason.NO_RULE;
    for (Session session : tap.sessions()) {
      Filter.Decision decision =
          !dns
              ? session.filter().decide(in, packet)
              : session.filter().amazonDns() ? Filter.Decision.ACCEPT : Filter.Decision.NO_RULE;
      if (decision == Filter.Decision.ACCEPT) {
        return mirror(now, tap, session, packet, frame);
      }
      if (decision == Filter.Decision.REJECT) {
        reason = Reason.REJECTED;
      }
    }
    return reason;
  }

  private @Nullable Reason mirror(
      Taps now, Tap tap, Session session, Headers packet, byte[] frame) {
    int length = session.length(frame.length);
    session.counter().add(length);
    mirroredCounter.add(length);
    byte[] vxlan = Encapsulation.vxlan(session.mirror().vni(), frame, length);
    int sourcePort = Encapsulation.sourcePort(packet.hash());
    String target = session.mirror().target();
    return switch (session.mirror().targetKind()) {
      case NETWORK_INTERFACE -> {
        Tap receiver = now.tap(tap.eni().region(), target);
        yield receiver == null ? Reason.TARGET_GONE : toInterface(tap, receiver, sourcePort, vxlan);
      }
      case NETWORK_LOAD_BALANCER -> {
        Front front = fronts.get().balancers().get(target);
        yield front == null ? Reason.TARGET_GONE : networkWay.send(front, tap, sourcePort, vxlan);
      }
      case GATEWAY_LOAD_BALANCER_ENDPOINT -> {
        GatewayEndpoint endpoint = now.endpoint(tap.eni().region(), target);
        yield endpoint == null
            ? Reason.TARGET_GONE
            : toEndpoint(
                endpoint,
                Encapsulation.udp(
                    tap.address(),
                    sourcePort,
                    Addresses.of(endpoint.privateIp()),
                    Encapsulation.VXLAN_PORT,
                    vxlan),
                null);
      }
    };
  }

  private @Nullable Reason toInterface(Tap tap, Tap target, int sourcePort, byte[] vxlan) {
    String instance = target.eni().instanceId();
    return instance == null
        ? Reason.TARGET_GONE
        : wire.send(
            tap.eni().privateIp(),
            sourcePort,
            receivers.of(instance, target.eni().privateIp()),
            Encapsulation.VXLAN_PORT,
            vxlan);
  }

  /** Through a gateway; who waits for the packet's return gets it in {@code waiter}. */
  private @Nullable Reason toEndpoint(
      GatewayEndpoint endpoint, byte[] packet, @Nullable CompletableFuture<byte[]> waiter) {
    Front front = fronts.get().balancers().get(endpoint.balancer());
    if (front == null) {
      return Reason.TARGET_GONE;
    }
    Flow flow = gatewayWay.flow(front, endpoint, Headers.ofPacket(packet));
    if (flow == null) {
      return Reason.NO_LISTENER;
    }
    if (waiter != null) {
      flow.await(packet, waiter);
    }
    return gatewayWay.send(front, endpoint, flow, packet);
  }

  /** As {@link MirrorFabric#inspect}. */
  CompletableFuture<byte[]> inspect(String region, String endpointId, byte[] packet) {
    CompletableFuture<byte[]> returned = new CompletableFuture<>();
    GatewayEndpoint endpoint = taps.fresh().endpoint(region, endpointId);
    Reason reason = endpoint == null ? Reason.TARGET_GONE : toEndpoint(endpoint, packet, returned);
    if (reason != null) {
      reasons.count(reason);
      returned.completeExceptionally(new IllegalStateException(reason.label()));
    }
    return returned;
  }

  @Override
  public void close() {
    wire.close();
  }
}
