package io.sluice.sandbox.aws.fabric;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** How much of what was sent to a local UDP port nobody has read yet, as Linux tells it. */
final class ReceiveQueues {
  private static final System.Logger LOG = System.getLogger(ReceiveQueues.class.getName());
  private static final String MAPPED = "0000000000000000FFFF0000";

  private final List<Path> tables;

  ReceiveQueues() {
    this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")));
  }

  /**
   * @param tables of sockets, in the kernel's format
   */
  ReceiveQueues(List<Path> tables) {
    this.tables = tables;
  }

  /**
   * The bytes of memory that unread datagrams take, over all sockets with this address and port; 0
   * where nobody listens, empty where the system does not tell.
   */
  OptionalLong unread(InetSocketAddress address) {
    byte[] octets = address.getAddress().getAddress();
    String local =
        String.format(
            Locale.ROOT,
            "%02X%02X%02X%02X:%04X",
            octets[3],
            octets[2],
            octets[1],
            octets[0],
            address.getPort());
    long unread = 0;
    boolean told = false;
    for (Path table : tables) {
      try {
        for (String line : Files.readString(table, StandardCharsets.US_ASCII).split("\n", -1)) {
          unread += unread(line, local);
        }
        told = true;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "not Linux, or no IPv6", e);
      }
    }
    return told ? OptionalLong.of(unread) : OptionalLong.empty();
  }

  private static long unread(String line, String local) {
    if (!line.contains(local)) {
      return 0;
    }
    // sl, local address, remote address, state, transmit and receive queue
    String[] fields = line.strip().split("\\s+", -1);
    if (fields.length < 5 || !(fields[1].equals(local) || fields[1].equals(MAPPED + local))) {
      return 0;
    }
    return Long.parseLong(fields[4].substring(fields[4].indexOf(':') + 1), 16);
  }
}
