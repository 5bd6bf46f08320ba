package io.sluice.sandbox.aws.fabric;

import io.sluice.packet.Ipv4;
import io.sluice.packet.Vxlan;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** What stands around a mirrored frame. */
final class Encapsulation {
  static final int VXLAN_PORT = 4789;

  private static final int IPV4 = 20;
  private static final int UDP = 8;
  private static final int PROTOCOL_UDP = 17;
  private static final int FIRST_PORT = 49_152;

  private Encapsulation() {}

  /**
   * A source port that carries the inner flow's entropy, from the range that RFC 7348 section 5
   * asks for.
   */
  static int sourcePort(int hash) {
    return FIRST_PORT + ((hash ^ (hash >>> 16)) & 0x3fff);
  }

  /** A VXLAN header (RFC 7348) and the first {@code length} bytes of a frame. */
  static byte[] vxlan(int vni, byte[] frame, int length) {
    byte[] payload = new byte[Vxlan.HEADER_LENGTH + length];
    Vxlan.put(MemorySegment.ofArray(payload), 0, vni);
    System.arraycopy(frame, 0, payload, Vxlan.HEADER_LENGTH, length);
    return payload;
  }

  /** An IPv4 packet (RFC 791) with UDP (RFC 768) and no UDP checksum, as RFC 7348 asks. */
  static byte[] udp(
      int source, int sourcePort, int destination, int destinationPort, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(IPV4 + UDP + payload.length);
    packet.putShort((short) 0x4500).putShort((short) packet.capacity());
    packet.putShort((short) 0).putShort((short) 0x4000);
    packet.put((byte) 64).put((byte) PROTOCOL_UDP).putShort((short) 0);
    packet.putInt(source).putInt(destination);
    packet.putShort((short) sourcePort).putShort((short) destinationPort);
    packet.putShort((short) (UDP + payload.length)).putShort((short) 0);
    packet.put(payload);
    Ipv4.putChecksum(MemorySegment.ofArray(packet.array()), 0);
    return packet.array();
  }
}
