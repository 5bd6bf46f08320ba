package io.sluice.node.tunnel;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** VXLAN datagrams for tests. */
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
}
