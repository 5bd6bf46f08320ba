package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.cloud.Loopback;
import io.sluice.sandbox.fabric.TunnelSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The side of gateway load balancers that listens: what appliances return to a node's address on
 * 6081 is held against what was sent, as GW-3 demands, and counted.
 */
final class Returns implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Returns.class.getName());

  private record Key(String balancer, String ip) {}

  private final Reasons reasons;
  private final Map<Key, TunnelSocket> sockets = new HashMap<>();

  Returns(Reasons reasons) {
    this.reasons = reasons;
  }

  /** Listens on the nodes of these balancers and on no others. */
  synchronized void follow(Collection<Front> fronts) {
    Set<Key> wanted = new HashSet<>();
    for (Front front : fronts) {
      Balancer balancer = front.balancer();
      if (balancer.gateway()) {
        for (String ip : balancer.addresses().values()) {
          Key key = new Key(balancer.arn(), ip);
          wanted.add(key);
          if (!sockets.containsKey(key)) {
            listen(key, front.flows());
          }
        }
      }
    }
    sockets
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
  }

  private void listen(Key key, Flows flows) {
    try {
      sockets.put(
          key,
          new TunnelSocket(
              Loopback.address(key.ip()),
              Geneve.PORT,
              (sender, payload) -> returned(key.ip(), flows, sender, payload)));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "what is returned to {0}:{1} is not received: {2}",
          key.ip(),
          Geneve.PORT,
          e.getMessage());
    }
  }

  private void returned(String ip, Flows flows, InetSocketAddress sender, ByteBuffer datagram) {
    byte[] payload = new byte[datagram.remaining()];
    datagram.get(payload);
    Reason refused = judge(ip, flows, sender, payload);
    if (refused != null) {
      reasons.count(refused);
    }
  }

  private static @Nullable Reason judge(
      String ip, Flows flows, InetSocketAddress sender, byte[] payload) {
    if (!Geneve.fits(payload)) {
      return Reason.NOT_GENEVE;
    }
    Flow flow = flows.byCookie(Geneve.cookie(payload));
    if (flow == null) {
      return Reason.UNKNOWN_COOKIE;
    }
    Receiver target = flow.target();
    if (target == null
        || !target.address().equals(sender.getAddress())
        || !flow.nodeIp().equals(ip)) {
      return Reason.WRONG_ADDRESSES;
    }
    if (!Arrays.equals(flow.options(), Geneve.options(payload))) {
      return Reason.OPTIONS_CHANGED;
    }
    target.returned(payload.length);
    return flow.returned(Geneve.inner(payload)) ? null : Reason.UNEXPECTED;
  }

  @Override
  public synchronized void close() {
    sockets.values().forEach(TunnelSocket::close);
    sockets.clear();
  }
}
