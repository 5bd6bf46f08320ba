package io.sluice.node.tunnel;

import java.util.Random;

/** Tunnels' datagrams of all kinds, for tests of other rooms. */
public final class InnerDatagrams {
  private static final int[] PROTOCOLS = {InnerPackets.TCP, InnerPackets.UDP, InnerPackets.ICMP};

  private final InnerPackets packets;
  private final Random random;

  public InnerDatagrams(long seed) {
    packets = new InnerPackets(seed);
    random = new Random(seed);
  }

  /** Of any protocol; every fifth is a fragment. */
  public byte[] next(Steering.Inside inside) {
    int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
    return packets.datagram(inside, packets.ends(protocol), random.nextInt(5) == 0);
  }
}
