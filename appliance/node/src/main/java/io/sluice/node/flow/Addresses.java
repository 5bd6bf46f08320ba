package io.sluice.node.flow;

/** IP addresses as text: IPv4 dotted, IPv6 after RFC 5952 section 4. */
public final class Addresses {
  private Addresses() {}

  /**
   * @param version 4 or 6
   * @param high the upper 64 bits; not looked at for IPv4
   * @param low the lower 64 bits; an IPv4 address in the lowest 32
   */
  public static String text(int version, long high, long low) {
    return version == 4 ? ipv4((int) low) : ipv6(high, low);
  }

  private static String ipv4(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  private static String ipv6(long high, long low) {
    if (high == 0 && low >>> 32 == 0xffff) {
      return "::ffff:" + ipv4((int) low);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int zeroes = 0;
      while (i + zeroes < 8 && group(high, low, i + zeroes) == 0) {
        zeroes++;
      }
      if (zeroes > length) {
        start = i;
        length = zeroes;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(high, low, i)));
      }
    }
    return text.toString();
  }

  private static int group(long high, long low, int i) {
    return (int) ((i < 4 ? high : low) >>> (48 - (i & 3) * 16)) & 0xffff;
  }
}
