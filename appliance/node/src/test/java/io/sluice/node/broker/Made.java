package io.sluice.node.broker;

import io.sluice.packet.Ethernet;
import io.sluice.packet.InternetChecksum;
import io.sluice.packet.Ports;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Frames for tests, with right checksums. */
final class Made {
  static final byte[] MACS = HexFormat.of().parseHex("0a0000000b010a0000000a01");

  private Made() {}

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  static byte[] ethernet(int type, byte[] payload) {
    return join(MACS, two(type), payload);
  }

  static byte[] tagged(int vlan, int type, byte[] payload) {
    return join(MACS, two(0x8100), two(vlan), two(type), payload);
  }

  static byte[] two(int value) {
    return new byte[] {(byte) (value >>> 8), (byte) value};
  }

  static byte[] tcp(int from, int to, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .putShort((short) from)
        .putShort((short) to)
        .putInt(1)
        .putInt(2)
        .putInt(0x5018_0100)
        .putInt(0)
        .put(payload)
        .array();
  }

  static byte[] udp(int from, int to, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .putShort((short) from)
        .putShort((short) to)
        .putShort((short) (8 + payload.length))
        .putShort((short) 0)
        .put(payload)
        .array();
  }

  /** IPv4 around a transport, whose checksum is put in. */
  static byte[] ipv4(int from, int to, int protocol, byte[] transport) {
    byte[] summed = transport.clone();
    sum(summed, protocol, four(from), four(to));
    return ipv4Part(from, to, protocol, 0, 0, false, summed);
  }

  /** An IPv4 packet or a fragment of one. */
  static byte[] ipv4Part(
      int from, int to, int protocol, int number, int offset, boolean more, byte[] part) {
    byte[] packet =
        ByteBuffer.allocate(20 + part.length)
            .putShort((short) 0x4500)
            .putShort((short) (20 + part.length))
            .putShort((short) number)
            .putShort((short) (offset / 8 | (more ? 0x2000 : 0)))
            .putShort((short) (0x4000 | protocol))
            .putShort((short) 0)
            .putInt(from)
            .putInt(to)
            .put(part)
            .array();
    int checksum = InternetChecksum.of(MemorySegment.ofArray(packet), 0, 20);
    ByteBuffer.wrap(packet).putShort(10, (short) checksum);
    return packet;
  }

  static byte[] ipv6(long from, long to, int protocol, byte[] transport) {
    byte[] summed = transport.clone();
    sum(summed, protocol, sixteen(from), sixteen(to));
    return join(ipv6Header(from, to, protocol, summed.length), summed);
  }

  static byte[] ipv6Part(
      long from, long to, int protocol, int number, int offset, boolean more, byte[] part) {
    byte[] fragment =
        ByteBuffer.allocate(8)
            .putShort((short) (protocol << 8))
            .putShort((short) (offset | (more ? 1 : 0)))
            .putInt(number)
            .array();
    return join(ipv6Header(from, to, 44, 8 + part.length), fragment, part);
  }

  private static byte[] ipv6Header(long from, long to, int next, int length) {
    return ByteBuffer.allocate(40)
        .putInt(0x6000_0000)
        .putShort((short) length)
        .putShort((short) (next << 8 | 64))
        .put(sixteen(from))
        .put(sixteen(to))
        .array();
  }

  static byte[] four(int address) {
    return ByteBuffer.allocate(4).putInt(address).array();
  }

  static byte[] sixteen(long low) {
    return ByteBuffer.allocate(16).putLong(0xfd00_0000_0000_0000L).putLong(low).array();
  }

  /** Puts the transport checksum in. */
  static void sum(byte[] transport, int protocol, byte[] from, byte[] to) {
    int at = checksumAt(protocol);
    ByteBuffer.wrap(transport).putShort(at, (short) 0);
    int checksum = checksum(transport, protocol, from, to);
    ByteBuffer.wrap(transport).putShort(at, (short) checksum);
  }

  static int checksumAt(int protocol) {
    return protocol == Ports.TCP ? 16 : 6;
  }

  private static int checksum(byte[] transport, int protocol, byte[] from, byte[] to) {
    byte[] pseudo = ByteBuffer.allocate(8).putInt(transport.length).putInt(protocol).array();
    long sum =
        InternetChecksum.sum(MemorySegment.ofArray(join(from, to, pseudo)), 0, 2L * from.length + 8)
            + InternetChecksum.sum(MemorySegment.ofArray(transport), 0, transport.length);
    int finished = InternetChecksum.finish(sum);
    return finished == 0 && protocol == Ports.UDP ? 0xffff : finished;
  }

  /** Ethernet, IPv4, TCP. */
  static byte[] frame(int from, int fromPort, int to, int toPort, byte[] payload) {
    return ethernet(Ethernet.TYPE_IPV4, ipv4(from, to, Ports.TCP, tcp(fromPort, toPort, payload)));
  }

  static byte[] frame(int fromPort, int toPort, byte[] payload) {
    return frame(0x0a00_0001, fromPort, 0x0a00_0002, toPort, payload);
  }

  static byte[] vxlan(int vni, byte[] frame) {
    byte[] header = ByteBuffer.allocate(8).putInt(0x0800_0000).putInt(vni << 8).array();
    return ethernet(
        Ethernet.TYPE_IPV4,
        ipv4(0xc0a8_0001, 0xc0a8_0002, Ports.UDP, udp(50_000, 4789, join(header, frame))));
  }
}
