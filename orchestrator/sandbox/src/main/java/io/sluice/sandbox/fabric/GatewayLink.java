package io.sluice.sandbox.fabric;

import io.sluice.sandbox.cloud.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sockets of one gateway address. */
final class GatewayLink implements AutoCloseable {
  /** What is done with what appliances send back. */
  interface Returns {
    void returned(GatewayLink link, int port, InetSocketAddress sender, ByteBuffer payload);
  }

  private static final System.Logger LOG = System.getLogger(GatewayLink.class.getName());

  private final InetAddress address;
  private final TunnelSender sender;
  private final Returns returns;
  private final Map<Integer, TunnelSocket> sockets = new HashMap<>();
  private volatile Gateway gateway;
  private volatile boolean complete;

  GatewayLink(Gateway gateway, Returns returns) throws IOException {
    this.address = Loopback.address(gateway.ip());
    this.gateway = gateway;
    this.returns = returns;
    this.sender = new TunnelSender(address);
  }

  /** Follows the document: other tunnel ports are bound, those of before released. */
  void follow(Gateway now) {
    gateway = now;
    Tunnel internal = now.internal();
    Tunnel external = now.external();
    Set<Integer> wanted =
        internal == null || external == null
            ? Set.of()
            : Set.copyOf(List.of(internal.port(), external.port()));
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
    for (int port : wanted) {
      if (!sockets.containsKey(port)) {
        try {
          sockets.put(
              port,
              new TunnelSocket(
                  address, port, (from, payload) -> returns.returned(this, port, from, payload)));
        } catch (IOException e) {
          LOG.log(
              System.Logger.Level.ERROR,
              "gateway {0}: cannot bind {1}:{2}: {3}",
              now.name(),
              address.getHostAddress(),
              Integer.toString(port),
              e.getMessage());
        }
      }
    }
    complete = !wanted.isEmpty() && sockets.keySet().containsAll(wanted);
  }

  Gateway gateway() {
    return gateway;
  }

  /** The tunnel towards the appliance for this direction, or null while the gateway is unfit. */
  @Nullable Tunnel towards(Direction direction) {
    if (!complete) {
      return null;
    }
    return direction == Direction.TO_SERVER ? gateway.external() : gateway.internal();
  }

  TunnelSender sender() {
    return sender;
  }

  @Override
  public void close() {
    sockets.values().forEach(TunnelSocket::close);
    sender.close();
  }
}
