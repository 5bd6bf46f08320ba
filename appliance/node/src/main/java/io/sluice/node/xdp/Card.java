package io.sluice.node.xdp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network interface that could serve tunnels.
 *
 * @param index the kernel's number of it
 * @param mac its address, in the lower 48 bits
 * @param mtu in bytes
 * @param queues receive queues
 * @param stacked whether frames come by another interface below this one (Azure's accelerated
 *     networking, bonds): a native program then runs there, where this one's sockets take nothing
 * @param addresses that tunnels are bound to
 */
record Card(
    String name,
    int index,
    long mac,
    int mtu,
    int queues,
    boolean stacked,
    List<InetAddress> addresses) {
  private static final Path SYS = Path.of("/sys/class/net");
  private static final Path ROUTES = Path.of("/proc/net/route");
  private static final int MAC_LENGTH = 6;

  /**
   * The interface by which datagrams to an address come.
   *
   * @param address that is bound; where it is the wildcard, the only interface with an address, or
   *     else that of the default route
   * @throws IOException when there is none that can have a fast tier; its message says why
   */
  static Card of(InetAddress address) throws IOException {
    if (address.isLoopbackAddress()) {
      throw new IOException("the tunnels are on the loopback interface");
    }
    List<NetworkInterface> having = new ArrayList<>();
    for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
      if (card.isUp() && !card.isLoopback() && !bound(card, address).isEmpty()) {
        having.add(card);
      }
    }
    if (having.isEmpty()) {
      throw new IOException("no interface has the address " + address.getHostAddress());
    }
    if (having.size() > 1) {
      String route = defaultRoute();
      having.removeIf(card -> !card.getName().equals(route));
    }
    if (having.size() != 1) {
      throw new IOException(
          "the tunnels are bound to several interfaces, and none of them has the default route");
    }
    return of(having.getFirst(), address);
  }

  private static Card of(NetworkInterface card, InetAddress address) throws IOException {
    byte[] mac = card.getHardwareAddress();
    if (mac == null || mac.length != MAC_LENGTH) {
      throw new IOException("the interface %s is no Ethernet".formatted(card.getName()));
    }
    int receive = count(card.getName(), "queues", "rx-*");
    int send = count(card.getName(), "queues", "tx-*");
    if (send < receive) {
      throw new IOException(
          "the interface %s has %d receive queues and only %d to send"
              .formatted(card.getName(), receive, send));
    }
    return new Card(
        card.getName(),
        card.getIndex(),
        ByteBuffer.allocate(Long.BYTES).put(2, mac).getLong(0),
        card.getMTU(),
        receive,
        count(card.getName(), "", "lower_*") > 0,
        bound(card, address));
  }

  private static List<InetAddress> bound(NetworkInterface card, InetAddress address) {
    return card.inetAddresses()
        .filter(
            own ->
                address.isAnyLocalAddress()
                    ? !(address instanceof Inet4Address) || own instanceof Inet4Address
                    : own.equals(address))
        .toList();
  }

  private static int count(String card, String folder, String pattern) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(SYS.resolve(card).resolve(folder), pattern)) {
      for (Path _ : entries) {
        count++;
      }
    }
    return count;
  }

  /** The interface of IPv4's default route, empty if there is none. */
  private static String defaultRoute() throws IOException {
    for (String line : Files.readAllLines(ROUTES)) {
      String[] fields = line.split("\t", -1);
      if (fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000")) {
        return fields[0];
      }
    }
    return "";
  }
}
