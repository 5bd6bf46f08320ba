package io.sluice.node.tunnel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * IP addresses as two longs, so that none needs an object: an IPv6 address's upper and lower 64
 * bits; an IPv4 address as IPv4-mapped IPv6 address, {@code ::ffff:a.b.c.d} (RFC 4291 section
 * 2.5.5.2).
 */
public final class Addresses {
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int LOWEST_32 = 32;

  private Addresses() {}

  /** An IPv4 address's lower 64 bits; the upper ones are 0. */
  public static long mapped(int ipv4) {
    return MAPPED | (ipv4 & 0xffff_ffffL);
  }

  public static boolean isIpv4(long high, long low) {
    return high == 0 && low >>> LOWEST_32 == MAPPED >>> LOWEST_32;
  }

  /** The upper 64 bits. */
  public static long high(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == Integer.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  /** The lower 64 bits. */
  public static long low(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.capacity() == Integer.BYTES ? mapped(bytes.getInt()) : bytes.getLong(Long.BYTES);
  }

  /** As an object; not for each packet. */
  public static InetAddress of(long high, long low) {
    byte[] bytes =
        isIpv4(high, low)
            ? ByteBuffer.allocate(Integer.BYTES).putInt((int) low).array()
            : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }
}
