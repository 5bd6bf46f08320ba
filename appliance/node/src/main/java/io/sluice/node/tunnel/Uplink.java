package io.sluice.node.tunnel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network that tunnels arrive by.
 *
 * @param address that sockets bind
 * @param mtu of the interfaces that have it, in bytes
 */
record Uplink(InetAddress address, int mtu) {
  /** Clouds' jumbo frames are 9001 at most; the loopback's 65536 would only waste memory. */
  private static final int MAX_MTU = 9_216;

  private static final int MIN_MTU = 2_048;

  static Uplink of(InetAddress address) {
    int mtu = 0;
    try {
      for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
        if (card.isUp() && has(card, address)) {
          mtu = Math.max(mtu, card.getMTU());
        }
      }
    } catch (SocketException e) {
      mtu = MAX_MTU;
    }
    return new Uplink(address, mtu == 0 ? MAX_MTU : Math.clamp(mtu, MIN_MTU, MAX_MTU));
  }

  private static boolean has(NetworkInterface card, InetAddress address) throws SocketException {
    if (address.isAnyLocalAddress()) {
      return true;
    }
    return address.isLoopbackAddress()
        ? card.isLoopback()
        : card.inetAddresses().anyMatch(address::equals);
  }

  /**
   * Bytes to receive a datagram in, with room to spare: a datagram that fills it was cut off. What
   * is larger than the MTU comes in fragments that the kernel puts together, so this is not a limit
   * of the network but of what is forwarded.
   */
  int bufferLength() {
    return mtu;
  }

  /** Whether an address, as {@link Addresses} has it, is the machine's own. */
  boolean isOurs(long high, long low) {
    if (!address.isAnyLocalAddress()) {
      return Addresses.low(address) == low && Addresses.high(address) == high;
    }
    InetAddress sender = Addresses.of(high, low);
    try {
      return sender.isLoopbackAddress() || NetworkInterface.getByInetAddress(sender) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * That no other process has a port: workers share theirs, and the kernel would let another
   * appliance join them.
   *
   * @throws IOException when one has it
   */
  void checkFree(int port) throws IOException {
    try (DatagramSocket alone = new DatagramSocket(null)) {
      alone.setReuseAddress(false);
      alone.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new IOException(unbound(port, e.getMessage()), e);
    }
  }

  /** That a port cannot be bound, as a clause. */
  String unbound(int port, @Nullable String why) {
    return "UDP port %d on %s cannot be bound: %s".formatted(port, address.getHostAddress(), why);
  }

  /** Names of the interfaces that are up, for the log. */
  static List<String> interfaces() {
    try {
      return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList();
    } catch (SocketException e) {
      return List.of();
    }
  }
}
