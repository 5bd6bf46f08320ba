package io.sluice.sandbox.aws.fabric;

import io.sluice.packet.Ethernet;
import io.sluice.packet.FlowHash;
import io.sluice.packet.Ipv4;
import io.sluice.packet.Layers;
import io.sluice.packet.Ports;
import java.lang.foreign.MemorySegment;

/**
 * What mirroring asks of a frame.
 *
 * @param source IPv4 address as a big-endian int, 0 where the frame has none
 * @param protocol IP protocol number, -1 where the frame has none
 * @param sourcePort -1 where there is none, as in later fragments
 * @param hash of the flow, the same in both directions
 */
record Headers(
    int etherType,
    boolean ipv4,
    int source,
    int destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    int hash) {
  private static final int ARP = 0x0806;
  private static final int UDP = 17;
  private static final int TCP = 6;
  private static final int DNS_PORT = 53;
  private static final int DHCP_SERVER_PORT = 67;
  private static final int DHCP_CLIENT_PORT = 68;
  private static final int NTP_PORT = 123;
  private static final int ACTIVATION_PORT = 1688;
  private static final int IMDS = 0xa9fe_a9fe;
  private static final int RESOLVER = 0xa9fe_a9fd;
  private static final int LINK_LOCAL = 0xa9fe_0000;

  static Headers of(byte[] frame) {
    MemorySegment memory = MemorySegment.ofArray(frame);
    Layers layers = new Layers();
    layers.parse(memory, 0, frame.length);
    int hash = FlowHash.of(memory, layers);
    int type = layers.etherType();
    long at = layers.network();
    if (type != Ethernet.TYPE_IPV4 || at == Layers.NONE) {
      return new Headers(type, false, 0, 0, -1, -1, -1, hash);
    }
    boolean ports = layers.transport() != Layers.NONE && Ports.has(layers.protocol());
    return new Headers(
        type,
        true,
        Ipv4.source(memory, at),
        Ipv4.destination(memory, at),
        layers.protocol(),
        ports ? Ports.source(memory, layers.transport()) : -1,
        ports ? Ports.destination(memory, layers.transport()) : -1,
        hash);
  }

  /** Of an IPv4 packet without Ethernet. */
  static Headers ofPacket(byte[] packet) {
    byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length];
    frame[12] = 0x08;
    System.arraycopy(packet, 0, frame, Ethernet.HEADER_LENGTH, packet.length);
    return of(frame);
  }

  /** What AWS mirrors for nobody (TM-13). */
  boolean neverMirrored() {
    if (!ipv4) {
      return etherType == ARP;
    }
    boolean dhcp = protocol == UDP && (port(DHCP_SERVER_PORT) || port(DHCP_CLIENT_PORT));
    boolean ntp = protocol == UDP && port(NTP_PORT);
    boolean activation =
        protocol == TCP && port(ACTIVATION_PORT) && (linkLocal(source) || linkLocal(destination));
    return dhcp || ntp || activation || source == IMDS || destination == IMDS;
  }

  /**
   * Whether it goes to or comes from Amazon's resolver, seen at an interface: 169.254.169.253, or
   * the network's base plus two. A network has 16 to 65,536 addresses, so that address shares the
   * interface's first 16 bits and ends in 2 modulo 16.
   *
   * @param own the interface's address
   * @param lone nothing of the sandbox has the other end's address
   */
  boolean amazonDns(int own, boolean lone) {
    if (!ipv4 || (protocol != UDP && protocol != TCP) || !port(DNS_PORT)) {
      return false;
    }
    int other = source == own ? destination : source;
    return other == RESOLVER || (lone && (other ^ own) >>> 16 == 0 && (other & 0xf) == 2);
  }

  private boolean port(int number) {
    return sourcePort == number || destinationPort == number;
  }

  private static boolean linkLocal(int address) {
    return (address & 0xffff_0000) == LINK_LOCAL;
  }
}
