package io.sluice.node.tunnel;

import java.nio.ByteBuffer;
import java.util.Random;

/** Inner packets of a flow in either direction, with whatever may stand before its ports. */
final class InnerPackets {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMP = 1;

  private final Random random;

  InnerPackets(long seed) {
    random = new Random(seed);
  }

  /** Two ends of a flow of one protocol. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Ends(boolean six, int protocol, byte[] one, byte[] other, int portOne, int portOther) {
    Ends reversed() {
      return new Ends(six, protocol, other, one, portOther, portOne);
    }
  }

  Ends ends(int protocol) {
    boolean six = random.nextBoolean();
    return new Ends(six, protocol, address(six), address(six), port(), port());
  }

  private byte[] address(boolean six) {
    byte[] address = new byte[six ? 16 : 4];
    random.nextBytes(address);
    return address;
  }

  private int port() {
    return random.nextInt(1, 1 << 16);
  }

  /** An Ethernet frame with some tags, options and extension headers. */
  byte[] frame(Ends ends, boolean fragment) {
    ByteBuffer frame = ByteBuffer.allocate(400);
    frame.putLong(random.nextLong()).putInt(random.nextInt());
    for (int tags = random.nextInt(4); tags > 0; tags--) {
      frame.putShort((short) (tags == 1 ? 0x8100 : 0x88a8)).putShort((short) random.nextInt());
    }
    frame.putShort((short) (ends.six() ? 0x86dd : 0x0800));
    return whole(frame.put(packet(ends, fragment)));
  }

  /** The IP packet alone. */
  byte[] packet(Ends ends, boolean fragment) {
    return ends.six() ? ipv6(ends, fragment) : ipv4(ends, fragment);
  }

  private byte[] ipv4(Ends ends, boolean fragment) {
    int options = random.nextInt(11);
    boolean first = !fragment || random.nextBoolean();
    int offset = fragment ? first ? 0x2000 : 100 + random.nextInt(2) * 0x2000 : 0x4000;
    ByteBuffer packet = ByteBuffer.allocate(200);
    packet.put((byte) (0x45 + options)).put((byte) 0).putShort((short) 100);
    packet.putShort((short) random.nextInt()).putShort((short) offset);
    packet.put((byte) 64).put((byte) ends.protocol()).putShort((short) 0);
    packet.put(ends.one()).put(ends.other());
    packet.position(20 + 4 * options);
    return whole(transport(packet, ends, first));
  }

  private byte[] ipv6(Ends ends, boolean fragment) {
    ByteBuffer packet = ByteBuffer.allocate(300);
    int extensions = random.nextInt(3);
    boolean first = !fragment || random.nextBoolean();
    int[] kinds = {0, 43, 60};
    packet.putInt(0x6000_0000).putShort((short) 100);
    int last = fragment ? 44 : ends.protocol();
    packet.put((byte) (extensions == 0 ? last : kinds[0])).put((byte) 64);
    packet.put(ends.one()).put(ends.other());
    for (int i = 0; i < extensions; i++) {
      int words = random.nextInt(3);
      packet.put((byte) (i + 1 == extensions ? last : kinds[i + 1])).put((byte) words);
      packet.put(new byte[6 + 8 * words]);
    }
    if (fragment) {
      packet.put((byte) ends.protocol()).put((byte) 0);
      packet.putShort((short) (first ? 1 : 800)).putInt(random.nextInt());
    }
    return whole(transport(packet, ends, first));
  }

  private ByteBuffer transport(ByteBuffer packet, Ends ends, boolean first) {
    if (first && ends.protocol() != ICMP) {
      packet.putShort((short) ends.portOne()).putShort((short) ends.portOther());
    }
    byte[] rest = new byte[20];
    random.nextBytes(rest);
    return packet.put(rest);
  }

  private static byte[] whole(ByteBuffer bytes) {
    byte[] all = new byte[bytes.position()];
    bytes.get(0, all);
    return all;
  }

  /** GENEVE with some options. */
  byte[] geneve(int type, byte[] inside) {
    int options = random.nextInt(64);
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * options + inside.length);
    bytes.put((byte) options).put((byte) 0).putShort((short) type).putInt(0);
    for (int i = 0; i < options; i++) {
      bytes.putInt(random.nextInt());
    }
    return bytes.put(inside).array();
  }

  /** A datagram of a tunnel around a frame of this flow. */
  byte[] datagram(Steering.Inside inside, Ends ends, boolean fragment) {
    byte[] frame = frame(ends, fragment);
    return switch (inside) {
      case VXLAN -> Datagrams.vxlan(900, frame);
      case GENEVE ->
          random.nextBoolean()
              ? geneve(0x6558, frame)
              : geneve(ends.six() ? 0x86dd : 0x0800, packet(ends, fragment));
      case VXLAN_IN_GENEVE ->
          random.nextBoolean()
              ? geneve(0x0800, Datagrams.udp4(4789, Datagrams.vxlan(7, frame)))
              : geneve(0x86dd, Datagrams.udp6(4789, Datagrams.vxlan(7, frame)));
    };
  }
}
