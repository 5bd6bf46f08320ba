package io.sluice.node.hunt;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address's first bits, the others 0.
 *
 * @param version 4 or 6
 * @param bits 0 to 32 or 128
 * @param low an IPv4 address stands in the lowest 32
 */
record Net(int version, int bits, long high, long low) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-fA-F:.]*:[0-9a-fA-F:.]*|\\d+(?:\\.\\d+){3})(?:/(\\d{1,3}))?");

  /** An address, or a network in the notation of CIDR; null for what is neither. */
  static @Nullable Net parse(String text) throws BadIndicatorException {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(matcher.group(1));
    } catch (IllegalArgumentException e) {
      return null;
    }
    int version = address instanceof Inet4Address ? 4 : 6;
    int all = version == 4 ? 32 : 128;
    int bits = matcher.group(2) == null ? all : Integer.parseInt(matcher.group(2));
    if (bits > all) {
      throw new BadIndicatorException("`%s` has a prefix longer than %d bits".formatted(text, all));
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    Net whole =
        version == 4
            ? new Net(4, 32, 0, bytes.getInt() & 0xffff_ffffL)
            : new Net(6, 128, bytes.getLong(), bytes.getLong());
    Net net = whole.first(bits);
    if (net.high() != whole.high() || net.low() != whole.low()) {
      throw new BadIndicatorException(
          "`%s` is no network: it has bits beyond its first %d".formatted(text, bits));
    }
    return net;
  }

  /** The network of so many bits that this is in. */
  Net first(int wanted) {
    if (version == 4) {
      return new Net(4, wanted, 0, low & 0xffff_ffffL & mask(wanted + 32));
    }
    return new Net(6, wanted, high & mask(wanted), low & mask(wanted - 64));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }
}
