package io.sluice.node.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tool on the loopback that takes datagrams. */
final class Receiver implements AutoCloseable {
  /** A datagram's payload, and the port that it came from. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Datagram(byte[] payload, int port) {
    int vni() {
      return ByteBuffer.wrap(payload).getInt(4) >>> 8;
    }

    byte[] frame() {
      return Arrays.copyOfRange(payload, 8, payload.length);
    }
  }

  private final DatagramChannel channel;

  Receiver() throws IOException {
    this(0);
  }

  Receiver(int port) throws IOException {
    channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
  }

  int port() {
    return channel.socket().getLocalPort();
  }

  Target vxlan(int vni) {
    return Target.parse("vxlan://127.0.0.1:" + port() + "?vni=" + vni);
  }

  /** What has come by now. */
  List<Datagram> take() {
    List<Datagram> all = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (channel.receive(buffer) instanceof InetSocketAddress from) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes).clear();
        all.add(new Datagram(bytes, from.getPort()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
