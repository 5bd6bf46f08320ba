package io.sluice.node.tunnel;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** VXLAN and GENEVE datagrams for tests. */
final class Datagrams {
  /** IP 93.104.178.66.52078 > 20.101.109.26.8080: Flags [S], with Ethernet around it. */
  static final byte[] SYN =
      HexFormat.of()
          .parseHex(
              "123456789abc123456789abd0800450000281c46400040067797"
                  + "5d68b24214656d1acb6e1f9092306ed0000000005002faf000000000");

  private Datagrams() {}

  /** A header with flag I and this VNI, then the frame. */
  static byte[] vxlan(int vni, byte[] frame) {
    return ByteBuffer.allocate(8 + frame.length)
        .putInt(0x0800_0000)
        .putInt(vni << 8)
        .put(frame)
        .array();
  }

  /** The SYN from another port, padded to a length, so that many flows and sizes can be made. */
  static byte[] frame(int sourcePort, int length) {
    ByteBuffer frame = ByteBuffer.allocate(length).put(SYN);
    frame.putShort(34, (short) sourcePort);
    for (int i = SYN.length; i < length; i++) {
      frame.put(i, (byte) (sourcePort + i));
    }
    return frame.array();
  }

  /** As an AWS gateway load balancer sends a packet: GENEVE with its three options. */
  static byte[] geneve(int protocolType, int cookie, byte[] packet) {
    return ByteBuffer.allocate(40 + packet.length)
        .putShort((short) 0x0800)
        .putShort((short) protocolType)
        .putInt(0)
        .putInt(0x0108_0102)
        .putLong(0x0a1b_2c3d_4e5f_6071L)
        .putInt(0x0108_0202)
        .putLong(0)
        .putInt(0x0108_0301)
        .putInt(cookie)
        .put(packet)
        .array();
  }

  /** IPv4 and UDP to a port, with checksums that are wrong, as a mirrored packet's may be. */
  static byte[] udp4(int port, byte[] payload) {
    int length = 28 + payload.length;
    return ByteBuffer.allocate(length)
        .putShort((short) 0x4500)
        .putShort((short) length)
        .putInt(0)
        .putShort((short) 0x4011)
        .putShort((short) 0xbad1)
        .putInt(0x0a3c_0005)
        .putInt(0x0a3c_2009)
        .putShort((short) 50_000)
        .putShort((short) port)
        .putShort((short) (8 + payload.length))
        .putShort((short) 0xbad2)
        .put(payload)
        .array();
  }

  /** The same over IPv6. */
  static byte[] udp6(int port, byte[] payload) {
    byte[] four = udp4(port, payload);
    return ByteBuffer.allocate(20 + four.length)
        .putInt(0x6000_0000)
        .putShort((short) (four.length - 20))
        .putShort((short) 0x1140)
        .putLong(0xfd00_0000_0000_0001L)
        .putLong(5)
        .putLong(0xfd00_0000_0000_0002L)
        .putLong(9)
        .put(four, 20, four.length - 20)
        .array();
  }
}
