package io.sluice.packet.filter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Packets from the inside to the outside, each a string of hexadecimal digits. */
final class Frames {
  private Frames() {}

  static String hex(int value, int bytes) {
    return HexFormat.of().toHexDigits(value, 2 * bytes);
  }

  private static String address(String address) {
    StringBuilder digits = new StringBuilder();
    for (String part : address.split("\\.", -1)) {
      digits.append(hex(Integer.parseInt(part), 1));
    }
    return digits.toString();
  }

  static String ports(int source, int destination) {
    return hex(source, 2) + hex(destination, 2);
  }

  /** A TCP header of 20 bytes. */
  static String tcp(int source, int destination, int flags) {
    return ports(source, destination) + "0000000100000000" + "50" + hex(flags, 1) + "200000000000";
  }

  static String udp(int source, int destination, String payload) {
    return ports(source, destination) + hex(8 + payload.length() / 2, 2) + "0000" + payload;
  }

  static String ipv4(int protocol, String source, String destination, String payload) {
    return ipv4(protocol, source, destination, 0, payload);
  }

  static String ipv4(
      int protocol, String source, String destination, int fragment, String payload) {
    return "4500"
        + hex(20 + payload.length() / 2, 2)
        + "0001"
        + hex(fragment, 2)
        + "40"
        + hex(protocol, 1)
        + "0000"
        + address(source)
        + address(destination)
        + payload;
  }

  /** From 2001:db8::1 to 2001:db8::2. */
  static String ipv6(int next, String payload) {
    String network = "20010db8" + "00".repeat(11);
    return "60000000"
        + hex(payload.length() / 2, 2)
        + hex(next, 1)
        + "40"
        + network
        + "01"
        + network
        + "02"
        + payload;
  }

  static String ethernet(int type, String payload) {
    return "0200000000020200000000" + "01" + hex(type, 2) + payload;
  }

  static String vlan(int id, int type, String payload) {
    return ethernet(0x8100, hex(id, 2) + hex(type, 2) + payload);
  }

  static String vxlan(int vni, String frame) {
    return udp(50_000, 4789, "08000000" + hex(vni << 8, 4) + frame);
  }

  static String geneve(int vni, int type, String payload) {
    return udp(50_000, 6081, "0000" + hex(type, 2) + hex(vni << 8, 4) + payload);
  }

  static MemorySegment memory(String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, bytes.length));
    memory.copyFrom(MemorySegment.ofArray(bytes));
    return memory;
  }

  /** Asked of a packet in the middle of some memory, as it lies in a ring. */
  static boolean matches(PacketFilter filter, String digits) {
    return matches(filter, digits, -1);
  }

  static boolean matches(PacketFilter filter, String digits, int vni) {
    int length = digits.length() / 2;
    return filter.matches(memory("ff".repeat(7) + digits + "ff"), 7, length, length, vni);
  }
}
