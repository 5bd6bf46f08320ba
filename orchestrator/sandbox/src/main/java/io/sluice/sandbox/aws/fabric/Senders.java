package io.sluice.sandbox.aws.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams from the loopback twin of any address, with the source port that the inner flow
 * asks for. The sockets used last stay open.
 */
final class Senders implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Senders.class.getName());
  private static final int OPEN = 256;

  private final Map<InetSocketAddress, DatagramChannel> channels =
      new LinkedHashMap<>(OPEN, 0.75f, true);

  /** False when the operating system refused. */
  synchronized boolean send(
      InetAddress source, int sourcePort, InetSocketAddress to, byte[] payload) {
    InetSocketAddress from = new InetSocketAddress(source, sourcePort);
    try {
      channel(from).send(ByteBuffer.wrap(payload), to);
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "send from {0} to {1} refused: {2}", from, to, e);
      close(channels.remove(from));
      return false;
    }
  }

  private DatagramChannel channel(InetSocketAddress from) throws IOException {
    DatagramChannel known = channels.get(from);
    if (known != null) {
      return known;
    }
    DatagramChannel opened = open(from);
    channels.put(from, opened);
    if (channels.size() > OPEN) {
      Iterator<DatagramChannel> oldest = channels.values().iterator();
      close(oldest.next());
      oldest.remove();
    }
    return opened;
  }

  private static DatagramChannel open(InetSocketAddress from) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 18);
      try {
        channel.bind(from);
      } catch (IOException e) {
        // somebody's socket on all addresses has this port
        channel.bind(new InetSocketAddress(from.getAddress(), 0));
      }
      return channel;
    } catch (IOException e) {
      close(channel);
      throw e;
    }
  }

  private static void close(@Nullable DatagramChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing a sender", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    channels.values().forEach(Senders::close);
    channels.clear();
  }
}
