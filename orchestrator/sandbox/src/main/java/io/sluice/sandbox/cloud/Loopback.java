package io.sluice.sandbox.cloud;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where on this machine an address of the emulated cloud lives: {@code a.b.c.d} is {@code
 * 127.b.c.d}, and ports below 1024, which need root, are shifted by 20,000. Two networks that
 * differ in the first octet alone would meet; a sandbox holds one person's rehearsal, where that is
 * acceptable.
 */
public final class Loopback {
  private Loopback() {}

  /**
   * The loopback twin of an IPv4 address.
   *
   * @throws IllegalArgumentException when {@code address} is not dotted IPv4
   */
  public static InetAddress address(String address) {
    String[] parts = address.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("not an IPv4 address: " + address);
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int octet = Integer.parseInt(parts[i]);
      if (octet < 0 || octet > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + address);
      }
      bytes[i] = (byte) octet;
    }
    bytes[0] = 127;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  public static int port(int port) {
    return port < 1024 ? port + 20_000 : port;
  }

  public static InetSocketAddress socket(String address, int port) {
    return new InetSocketAddress(address(address), port(port));
  }
}
