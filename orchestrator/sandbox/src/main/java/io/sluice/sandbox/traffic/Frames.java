package io.sluice.sandbox.traffic;

import java.nio.ByteBuffer;

/** Builds Ethernet frames with IPv4 (RFC 791) and TCP (RFC 9293), checksums right. */
final class Frames {
  static final int ETHERNET = 14;
  static final int FIN = 1;
  static final int SYN = 2;
  static final int PSH = 8;
  static final int ACK = 16;

  private static final int IP = 20;
  private static final int TCP = 20;
  private static final byte[] CLIENT_MAC = {0x02, 0, 0, 0, 0, 1};
  private static final byte[] SERVER_MAC = {0x02, 0, 0, 0, 0, 2};

  private Frames() {}

  /** One side of a conversation, as its packets are built. */
  record Side(int address, int port, boolean client) {}

  static byte[] tcp(Side from, Side to, int ipId, int seq, int ack, int flags, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + IP + TCP + payload.length);
    frame.put(to.client ? CLIENT_MAC : SERVER_MAC).put(from.client ? CLIENT_MAC : SERVER_MAC);
    frame.putShort((short) 0x0800);
    frame.putShort((short) 0x4500).putShort((short) (IP + TCP + payload.length));
    frame.putShort((short) ipId).putShort((short) 0x4000);
    frame.putShort((short) (64 << 8 | 6)).putShort((short) 0);
    frame.putInt(from.address).putInt(to.address);
    frame.putShort((short) from.port).putShort((short) to.port);
    frame.putInt(seq).putInt(ack).putShort((short) (5 << 12 | flags)).putShort((short) 0xffff);
    frame.putInt(0).put(payload);
    byte[] bytes = frame.array();
    checksums(bytes);
    return bytes;
  }

  /**
   * Puts right the IPv4 checksum and that of TCP or UDP; a UDP checksum of 0 (none) stays.
   *
   * @param frame Ethernet with an unfragmented IPv4 packet and nothing after it
   */
  static void checksums(byte[] frame) {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    int header = (frame[ETHERNET] & 0x0f) * 4;
    buffer.putShort(ETHERNET + 10, (short) 0);
    buffer.putShort(ETHERNET + 10, (short) fold(sum(buffer, ETHERNET, header)));
    int protocol = frame[ETHERNET + 9];
    int transport = ETHERNET + header;
    int at = transport + (protocol == 6 ? 16 : 6);
    if (protocol == 17 && buffer.getShort(at) == 0) {
      return;
    }
    buffer.putShort(at, (short) 0);
    int length = frame.length - transport;
    long pseudo = sum(buffer, ETHERNET + 12, 8) + protocol + length;
    int checksum = fold(pseudo + sum(buffer, transport, length));
    buffer.putShort(at, (short) (protocol == 17 && checksum == 0 ? 0xffff : checksum));
  }

  private static long sum(ByteBuffer buffer, int from, int length) {
    long sum = 0;
    for (int i = 0; i + 1 < length; i += 2) {
      sum += buffer.getShort(from + i) & 0xffff;
    }
    return length % 2 == 0 ? sum : sum + ((buffer.get(from + length - 1) & 0xff) << 8);
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) ~folded & 0xffff;
  }

  /** Dotted IPv4 as a big-endian int. */
  static int address(String dotted) {
    int address = 0;
    for (String octet : dotted.split("\\.", -1)) {
      address = address << 8 | Integer.parseInt(octet);
    }
    return address;
  }
}
