package io.sluice.sandbox.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/**
 * One tunnel port of a gateway address. Each has its own thread that blocks in receive into one
 * buffer: no allocation per packet beyond the flow key, and nothing else to schedule.
 */
public final class TunnelSocket implements AutoCloseable {
  /** What is done with a datagram; position to limit is the UDP payload. */
  public interface Receiver {
    void datagram(InetSocketAddress sender, ByteBuffer payload);
  }

  private static final System.Logger LOG = System.getLogger(TunnelSocket.class.getName());
  private static final int RECEIVE_BUFFER = 4 << 20;

  private final DatagramChannel channel;
  private final Receiver receiver;

  /**
   * Binds and starts receiving.
   *
   * @throws IOException when the port is taken
   */
  public TunnelSocket(InetAddress address, int port, Receiver receiver) throws IOException {
    this.receiver = receiver;
    channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    Thread.ofPlatform()
        .daemon()
        .name("fabric-" + address.getHostAddress() + "-" + port)
        .start(this::receive);
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        InetSocketAddress sender = (InetSocketAddress) channel.receive(buffer);
        buffer.flip();
        receiver.datagram(sender, buffer);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // one bad datagram must not stop the tunnel
        LOG.log(System.Logger.Level.WARNING, "fabric could not take a datagram", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a tunnel socket", e);
    }
  }
}
