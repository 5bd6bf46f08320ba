package io.sluice.sandbox.aws.fabric;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Frames to send between instances. */
final class Packets {
  private Packets() {}

  static byte[] tcp(String from, int fromPort, String to, int toPort, int payload) {
    return ipv4(6, from, fromPort, to, toPort, 20 + payload);
  }

  static byte[] udp(String from, int fromPort, String to, int toPort, int payload) {
    return ipv4(17, from, fromPort, to, toPort, 8 + payload);
  }

  static byte[] arp() {
    byte[] frame = new byte[42];
    frame[12] = 0x08;
    frame[13] = 0x06;
    return frame;
  }

  private static byte[] ipv4(
      int protocol, String from, int fromPort, String to, int toPort, int length) {
    ByteBuffer frame = ByteBuffer.allocate(14 + 20 + length);
    frame.putShort(12, (short) 0x0800);
    frame.position(14);
    frame.putShort((short) 0x4500).putShort((short) (20 + length)).putInt(0);
    frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
    frame.putInt(Addresses.of(from)).putInt(Addresses.of(to));
    frame.putShort((short) fromPort).putShort((short) toPort);
    return frame.array();
  }

  /** The IPv4 packet of a frame. */
  static byte[] inner(byte[] frame) {
    return Arrays.copyOfRange(frame, 14, frame.length);
  }
}
