package io.sluice.node.tunnel;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Datagrams that the kernel dropped because a socket's receive queue was full, by tunnel: the last
 * column of <a href="https://www.kernel.org/doc/Documentation/networking/proc_net_udp.txt">{@code
 * /proc/net/udp}</a>. Elsewhere than on Linux it counts nothing.
 */
final class KernelDrops {
  private final Path folder;
  private final Tally<Tunnel> drops = new Tally<>(Tunnel.class);
  private final Map<InetSocketAddress, Long> seen = new HashMap<>();

  KernelDrops(Path folder) {
    this.folder = folder;
  }

  static KernelDrops ofThisMachine() {
    return new KernelDrops(Path.of("/proc/net"));
  }

  /** Brings the totals up to date with what these sockets have dropped. */
  synchronized void read(Map<InetSocketAddress, Tunnel> sockets) {
    for (Map.Entry<InetSocketAddress, Tunnel> socket : sockets.entrySet()) {
      boolean six = socket.getKey().getAddress() instanceof Inet6Address;
      long now = column(folder.resolve(six ? "udp6" : "udp"), local(socket.getKey()));
      long before = seen.getOrDefault(socket.getKey(), 0L);
      if (now > before) {
        drops.add(socket.getValue(), now - before);
        seen.put(socket.getKey(), now);
      }
    }
  }

  /** A closed socket's successor on the same address counts from zero. */
  synchronized void forget(InetSocketAddress socket) {
    seen.remove(socket);
  }

  synchronized Map<Tunnel, Long> totals() {
    return drops.values();
  }

  private static long column(Path file, String local) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      return 0;
    }
    for (String line : lines) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > 2 && fields[1].equals(local)) {
        return Long.parseLong(fields[fields.length - 1]);
      }
    }
    return 0;
  }

  /** As the kernel writes it: each 32-bit word of the address in this machine's byte order. */
  static String local(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    ByteBuffer words = ByteBuffer.wrap(address.getAddress()).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append("%08X".formatted(words.getInt()));
    }
    return text.append(":%04X".formatted(socket.getPort())).toString();
  }
}
