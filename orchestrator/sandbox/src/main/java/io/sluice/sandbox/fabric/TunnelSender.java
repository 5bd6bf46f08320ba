package io.sluice.sandbox.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Encapsulates and sends from a gateway's address. Several sockets, so that the outer source port
 * carries the inner flow's entropy as RFC 7348 section 5 asks: an appliance may steer by it.
 */
final class TunnelSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TunnelSender.class.getName());
  private static final int SOURCE_PORTS = 16;
  private static final int HEADER = 8;
  private static final int FLAG_VNI_VALID = 0x08000000;

  private static final class Port {
    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private Port(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  private final List<Port> ports = new ArrayList<>();

  TunnelSender(InetAddress address) throws IOException {
    try {
      for (int i = 0; i < SOURCE_PORTS; i++) {
        DatagramChannel channel = DatagramChannel.open();
        ports.add(new Port(channel));
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
        channel.bind(new InetSocketAddress(address, 0));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Sends one inner frame.
   *
   * @return bytes of UDP payload, or -1 when the operating system refused
   */
  int send(Target target, Tunnel tunnel, long entropy, byte[] frame) {
    Port port = ports.get((int) (entropy & (SOURCE_PORTS - 1)));
    synchronized (port) {
      port.buffer.clear().putInt(FLAG_VNI_VALID).putInt(tunnel.vni() << 8).put(frame).flip();
      try {
        port.channel.send(port.buffer, new InetSocketAddress(target.address(), tunnel.port()));
        return HEADER + frame.length;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "send to {0} refused: {1}", target.name(), e);
        return -1;
      }
    }
  }

  @Override
  public void close() {
    for (Port port : ports) {
      try {
        port.channel.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing a sender", e);
      }
    }
  }
}
