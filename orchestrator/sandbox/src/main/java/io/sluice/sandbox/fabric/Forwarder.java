package io.sluice.sandbox.fabric;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries packets. To the server: public frontend, gateway, external tunnel, appliance, internal
 * tunnel, back at the public load balancer, which only now chooses a server (the gateway intercepts
 * before the translation to a private address, AZ-9). To the client the same in reverse. A frontend
 * without a chain goes directly.
 */
final class Forwarder implements GatewayLink.Returns, AutoCloseable {
  private static final int FLAG_VNI_VALID = 0x08;
  private static final int HEADER = 8;

  private final Map<FlowKey, Flow> flows = new ConcurrentHashMap<>();
  private final Drops drops = new Drops();
  // a direct packet's answer is sent by whoever gets it: without a queue, call depth would grow
  private final ExecutorService wire =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("fabric-wire").factory());
  private volatile Topology topology = Topology.EMPTY;
  private volatile Map<String, GatewayLink> links = Map.of();

  /** Both at once, since a frontend without its gateway's link would drop. */
  void follow(Topology now, Map<String, GatewayLink> linksNow) {
    links = linksNow;
    topology = now;
  }

  Topology topology() {
    return topology;
  }

  Drops drops() {
    return drops;
  }

  int openFlows() {
    return flows.size();
  }

  Flow open(String frontendId, FlowKey key, FlowEnd end) {
    Flow flow = new Flow(this, key, frontendId, end);
    if (flows.putIfAbsent(key, flow) != null) {
      throw new IllegalArgumentException("there is an open flow with this 5-tuple: " + key);
    }
    return flow;
  }

  void forget(Flow flow) {
    flows.remove(flow.key(), flow);
  }

  void forward(Flow flow, Direction direction, byte[] frame) {
    Frontend frontend = topology.frontends().get(flow.frontendId());
    if (frontend == null) {
      drops.count(Drop.FRONTEND_GONE);
      return;
    }
    if (frontend.gateway() == null) {
      try {
        wire.execute(() -> deliver(flow, frontend, direction, ByteBuffer.wrap(frame)));
      } catch (RejectedExecutionException e) {
        drops.count(Drop.FRONTEND_GONE);
      }
      return;
    }
    GatewayLink link = links.get(frontend.gateway());
    Tunnel tunnel = link == null ? null : link.towards(direction);
    if (link == null || tunnel == null) {
      drops.count(Drop.GATEWAY_INCOMPLETE);
      return;
    }
    Target target = flow.target(link.gateway());
    if (target == null) {
      drops.count(Drop.NO_HEALTHY_TARGET);
      return;
    }
    int bytes = link.sender().send(target, tunnel, flow.key().spread(0), frame);
    if (bytes < 0) {
      drops.count(Drop.SEND_FAILED);
    } else {
      target.tunnel(direction == Direction.TO_SERVER).sent(bytes);
    }
  }

  @Override
  public void returned(GatewayLink link, int port, InetSocketAddress sender, ByteBuffer payload) {
    Gateway gateway = link.gateway();
    Tunnel internal = gateway.internal();
    Tunnel external = gateway.external();
    if (internal == null || external == null) {
      drops.count(Drop.GATEWAY_INCOMPLETE);
      return;
    }
    boolean onExternal = port == external.port();
    Target target = sender(gateway, sender);
    if (target == null) {
      drops.count(Drop.UNKNOWN_SENDER);
      return;
    }
    target.tunnel(onExternal).returned(payload.remaining());
    if (payload.remaining() < HEADER || payload.get(0) != FLAG_VNI_VALID) {
      drops.count(Drop.NOT_VXLAN);
      return;
    }
    if (payload.getInt(4) >>> 8 != (onExternal ? external : internal).vni()) {
      drops.count(Drop.BAD_VNI);
      return;
    }
    // what the appliance lets go to the application comes on the internal tunnel (AZ-4)
    Direction direction = onExternal ? Direction.TO_CLIENT : Direction.TO_SERVER;
    FlowKey key = FlowKey.of(payload, HEADER, direction);
    if (key == null) {
      drops.count(Drop.NOT_IPV4);
      return;
    }
    Flow flow = flows.get(key);
    if (flow == null) {
      drops.count(Drop.UNKNOWN_FLOW);
      return;
    }
    Frontend frontend = topology.frontends().get(flow.frontendId());
    if (frontend == null) {
      drops.count(Drop.FRONTEND_GONE);
      return;
    }
    payload.position(HEADER);
    deliver(flow, frontend, direction, payload);
  }

  private void deliver(Flow flow, Frontend frontend, Direction direction, ByteBuffer frame) {
    if (direction == Direction.TO_SERVER) {
      FlowKey key = flow.key();
      Rule rule = frontend.rule(key.protocol(), key.serverPort()).orElse(null);
      if (rule == null) {
        drops.count(Drop.NO_RULE);
        return;
      }
      if (flow.backend(rule) == null) {
        drops.count(Drop.NO_HEALTHY_BACKEND);
        return;
      }
    }
    if (!flow.end().delivered(direction, frame)) {
      drops.count(Drop.UNEXPECTED);
    }
  }

  private static @Nullable Target sender(Gateway gateway, InetSocketAddress sender) {
    for (Watch watch : gateway.targets()) {
      if (watch.target().address().equals(sender.getAddress())) {
        return watch.target();
      }
    }
    return null;
  }

  @Override
  public void close() {
    wire.shutdownNow();
    links.values().forEach(GatewayLink::close);
  }
}
