package io.sluice.sandbox.aws.fabric;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * GENEVE (RFC 8926) as a gateway load balancer speaks it: network identifier 0, IPv4 inside, and
 * three options of class 0x0108 (GW-2).
 *
 * <pre>
 *  |Ver|  Opt Len  |O|C|    Rsvd.  |          Protocol Type        |
 *  |        Virtual Network Identifier (VNI)       |    Reserved   |
 *  |  0x0108                       |  1  |R|R|R| 2 |  endpoint id, 8 bytes
 *  |  0x0108                       |  2  |R|R|R| 2 |  attachment id, 8 bytes
 *  |  0x0108                       |  3  |R|R|R| 1 |  flow cookie, 4 bytes
 * </pre>
 *
 * <p>An encoder of its own, apart from the appliance's: each is the other's judge.
 */
final class Geneve {
  static final int PORT = 6081;
  static final int HEADER = 8;
  static final int OPTIONS = 32;

  private static final int CLASS_AWS = 0x0108;
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int COOKIE_AT = HEADER + 28;

  private Geneve() {}

  static byte[] options(long endpoint, long attachment, int cookie) {
    ByteBuffer options = ByteBuffer.allocate(OPTIONS);
    option(options, 1, 2).putLong(endpoint);
    option(options, 2, 2).putLong(attachment);
    option(options, 3, 1).putInt(cookie);
    return options.array();
  }

  private static ByteBuffer option(ByteBuffer options, int type, int words) {
    return options.putShort((short) CLASS_AWS).put((byte) type).put((byte) words);
  }

  /** The UDP payload around an IPv4 packet. */
  static byte[] wrap(byte[] options, byte[] inner) {
    ByteBuffer payload = ByteBuffer.allocate(HEADER + options.length + inner.length);
    payload.put((byte) (options.length / 4)).put((byte) 0).putShort((short) ETHERTYPE_IPV4);
    payload.putInt(0).put(options).put(inner);
    return payload.array();
  }

  /** Whether a payload has the shape of {@link #wrap}, whatever its options hold. */
  static boolean fits(byte[] payload) {
    return payload.length > HEADER + OPTIONS
        && payload[0] == OPTIONS / 4
        && ByteBuffer.wrap(payload).getShort(2) == ETHERTYPE_IPV4;
  }

  static int cookie(byte[] payload) {
    return ByteBuffer.wrap(payload).getInt(COOKIE_AT);
  }

  static byte[] options(byte[] payload) {
    return Arrays.copyOfRange(payload, HEADER, HEADER + OPTIONS);
  }

  static byte[] inner(byte[] payload) {
    return Arrays.copyOfRange(payload, HEADER + OPTIONS, payload.length);
  }
}
