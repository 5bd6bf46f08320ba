package io.sluice.sandbox.fabric;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The 5-tuple of an inner IPv4 flow, the same for both directions. The server's address is the
 * public one on both tunnels: the gateway intercepts before the public load balancer translates
 * (AZ-9).
 *
 * @param client IPv4 address as a big-endian int
 * @param clientPort 0 where the protocol has no ports
 * @param server IPv4 address as a big-endian int
 * @param protocol IP protocol number
 */
public record FlowKey(int client, int clientPort, int server, int serverPort, int protocol) {
  private static final int TCP = 6;
  private static final int UDP = 17;

  /** Reads the key from an Ethernet frame between {@code start} and the limit; null if not IPv4. */
  static @Nullable FlowKey of(ByteBuffer buffer, int start, Direction direction) {
    int ip = start + 14;
    if (buffer.limit() < ip + 20
        || buffer.getShort(start + 12) != 0x0800
        || (buffer.get(ip) & 0xf0) != 0x40) {
      return null;
    }
    int protocol = buffer.get(ip + 9) & 0xff;
    int transport = ip + (buffer.get(ip) & 0x0f) * 4;
    int sourcePort = 0;
    int destinationPort = 0;
    if ((protocol == TCP || protocol == UDP) && buffer.limit() >= transport + 4) {
      sourcePort = buffer.getShort(transport) & 0xffff;
      destinationPort = buffer.getShort(transport + 2) & 0xffff;
    }
    int source = buffer.getInt(ip + 12);
    int destination = buffer.getInt(ip + 16);
    return direction == Direction.TO_SERVER
        ? new FlowKey(source, sourcePort, destination, destinationPort, protocol)
        : new FlowKey(destination, destinationPort, source, sourcePort, protocol);
  }

  /** A well-mixed hash: neighbouring ports must not land on one target. */
  long spread(long seed) {
    long hash = seed;
    hash = mix(hash ^ (((long) client << 32) | (server & 0xffffffffL)));
    return mix(hash ^ (((long) clientPort << 32) | ((long) serverPort << 8) | protocol));
  }

  // the finalizer of MurmurHash3
  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
