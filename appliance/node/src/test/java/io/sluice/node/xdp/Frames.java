package io.sluice.node.xdp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Outer frames for tests, and the textbook's checksum to judge them by. */
final class Frames {
  static final byte[] OURS = {2, 0, 0, 0, 0, 1};
  static final byte[] THEIRS = {2, 0, 0, 0, 0, 2};
  static final InetAddress OUR4 = InetAddress.ofLiteral("10.8.0.2");
  static final InetAddress THEIR4 = InetAddress.ofLiteral("10.8.0.1");
  static final InetAddress OUR6 = InetAddress.ofLiteral("fd00::ffff:2");
  static final InetAddress THEIR6 = InetAddress.ofLiteral("fd00::8000:1");

  private Frames() {}

  /** Ethernet, IP and UDP with right checksums, from them to us. */
  static byte[] udp(boolean six, int sourcePort, int port, byte[] payload) {
    return udp(six ? THEIR6 : THEIR4, six ? OUR6 : OUR4, sourcePort, port, payload);
  }

  static byte[] udp(InetAddress from, InetAddress to, int sourcePort, int port, byte[] payload) {
    boolean six = to instanceof Inet6Address;
    int udpLength = 8 + payload.length;
    ByteBuffer frame = ByteBuffer.allocate(14 + (six ? 40 : 20) + udpLength);
    frame.put(OURS).put(THEIRS).putShort((short) (six ? 0x86dd : 0x0800));
    if (six) {
      frame.putInt(0x6012_3456).putShort((short) udpLength).put((byte) 17).put((byte) 9);
      frame.put(from.getAddress()).put(to.getAddress());
    } else {
      frame.putShort((short) 0x4502).putShort((short) (20 + udpLength)).putInt(0x1234_4000);
      frame.put((byte) 9).put((byte) 17).putShort((short) 0);
      frame.put(from.getAddress()).put(to.getAddress());
      frame.putShort(24, (short) checksum(frame.array(), 14, 20, 0));
    }
    int udp = frame.position();
    frame.putShort((short) sourcePort).putShort((short) port).putShort((short) udpLength);
    frame.putShort((short) 0).put(payload);
    frame.putShort(udp + 6, (short) udpChecksum(frame.array(), six));
    return frame.array();
  }

  /** Where the UDP header starts. */
  static int udp(boolean six) {
    return 14 + (six ? 40 : 20);
  }

  /** What the UDP checksum of a frame must be, whatever stands in it. */
  static int udpChecksum(byte[] frame, boolean six) {
    byte[] copy = frame.clone();
    int udp = udp(six);
    copy[udp + 6] = 0;
    copy[udp + 7] = 0;
    int length = ByteBuffer.wrap(copy).getShort(udp + 4) & 0xffff;
    int sum = checksum(copy, udp, length, pseudo(frame, six));
    return sum == 0 ? 0xffff : sum;
  }

  /** The sum of the pseudo header, not folded. */
  static long pseudo(byte[] frame, boolean six) {
    int udp = udp(six);
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    long sum = 17L + (bytes.getShort(udp + 4) & 0xffff);
    for (int i = udp - (six ? 32 : 8); i < udp; i += 2) {
      sum += bytes.getShort(i) & 0xffff;
    }
    return sum;
  }

  /** RFC 1071 as it is written, byte by byte. */
  static int checksum(byte[] bytes, int at, int length, long start) {
    long sum = start;
    for (int i = 0; i < length; i++) {
      sum += (long) (bytes[at + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) (~sum & 0xffff);
  }
}
