package io.sluice.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Packets made layer by layer, from the inside out. */
final class Wrap {
  static final int SEQUENCE = 0x0102_0304;

  private Wrap() {}

  /** Parts one after the other: hex digits, whole numbers as bytes, byte arrays. */
  static byte[] bytes(Object... parts) {
    ByteBuffer whole = ByteBuffer.allocate(1 << 17);
    for (Object part : parts) {
      switch (part) {
        case byte[] raw -> whole.put(raw);
        case Integer value -> whole.put(value.byteValue());
        case Short value -> whole.putShort(value);
        case String hex -> whole.put(HexFormat.of().parseHex(hex.replace(" ", "")));
        default -> throw new IllegalArgumentException(String.valueOf(part));
      }
    }
    byte[] done = new byte[whole.position()];
    whole.flip().get(done);
    return done;
  }

  static Short u16(int value) {
    return (short) value;
  }

  /** 40000 to 443, flags ACK and PSH, and a payload that says nothing. */
  static byte[] tcp(int payload) {
    return tcp(SEQUENCE, payload);
  }

  static byte[] tcp(int sequence, int payload) {
    byte[] text = "sluice ".repeat(payload / 7 + 1).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(20 + payload)
        .putShort((short) 40_000)
        .putShort((short) 443)
        .putInt(sequence)
        .putInt(7)
        .putShort((short) 0x5018)
        .putShort((short) 1000)
        .putInt(0)
        .put(text, 0, payload)
        .array();
  }

  static byte[] udp(int source, int destination, byte[] payload) {
    return bytes(u16(source), u16(destination), u16(8 + payload.length), u16(0), payload);
  }

  static byte[] udp(int destination, byte[] payload) {
    return udp(50_000, destination, payload);
  }

  /** 10.0.0.1 to 10.0.0.2. */
  static byte[] ipv4(int protocol, byte[] payload) {
    return ipv4(protocol, "0a000001", "0a000002", payload);
  }

  static byte[] ipv4(int protocol, String source, String destination, byte[] payload) {
    return ipv4Fragment(protocol, source, destination, 1, 0, payload);
  }

  /**
   * @param flagsAndOffset as it stands: 0x2000 for more, the offset in units of eight bytes
   */
  static byte[] ipv4Fragment(
      int protocol,
      String source,
      String destination,
      int identification,
      int flagsAndOffset,
      byte[] payload) {
    return bytes(
        "4500",
        u16(20 + payload.length),
        u16(identification),
        u16(flagsAndOffset),
        64,
        protocol,
        u16(0),
        source,
        destination,
        payload);
  }

  /** 2001:db8::1 to 2001:db8::2. */
  static byte[] ipv6(int next, byte[] payload) {
    return bytes(
        "60000000",
        u16(payload.length),
        next,
        64,
        "20010db8000000000000000000000001",
        "20010db8000000000000000000000002",
        payload);
  }

  /**
   * @param offsetAndMore as it stands: the offset in bytes, 1 for more
   */
  static byte[] ipv6Fragment(int next, int identification, int offsetAndMore, byte[] payload) {
    return ipv6(
        Ipv6.FRAGMENT, bytes(next, 0, u16(offsetAndMore), "0000", u16(identification), payload));
  }

  static byte[] ethernet(int type, byte[] payload) {
    return bytes("020000000002 020000000001", u16(type), payload);
  }

  /** The packet that everything else is wrapped around: 192.168.7.1 to 192.168.7.2, TCP. */
  static byte[] inner() {
    return ipv4(Ports.TCP, "c0a80701", "c0a80702", tcp(10));
  }

  static byte[] innerEthernet() {
    return ethernet(Ethernet.TYPE_IPV4, inner());
  }

  /** Inside IPv4 and UDP to a port, inside Ethernet. */
  static byte[] tunnel(int port, byte[] payload) {
    return ethernet(Ethernet.TYPE_IPV4, ipv4(Ports.UDP, udp(port, payload)));
  }

  /** Inside IPv4 of another protocol, inside Ethernet. */
  static byte[] carried(int protocol, byte[] payload) {
    return ethernet(Ethernet.TYPE_IPV4, ipv4(protocol, payload));
  }
}
