package io.sluice.packet;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What one packet is, as flow analysis sees it: its innermost IP packet, and the tags and tunnels
 * around it. A cursor to be used again for each packet by one thread: {@link #decode} sets every
 * field and allocates nothing.
 */
public final class Decoder {
  /** Bounds the work that one crafted packet can cause. */
  private static final int MAX_STEPS = 64;

  MemorySegment memory = MemorySegment.NULL;

  /** Where the next header starts. */
  long at;

  /** What the next header is, where the step does not say it all. */
  int kind;

  /** Where the captured bytes of the layers read so far end. */
  long end;

  /** Where they ended on the wire: never before {@link #end}. */
  long wireEnd;

  private long frame = Layers.NONE;

  /** Whether no IP header has come after the last Ethernet header. */
  private boolean framed;

  int ipVersion;
  long network = Layers.NONE;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  private boolean fragment;
  int sourcePort;
  int destinationPort;
  int vlan = -1;
  private int vni = -1;
  private final int[] networks = new int[MAX_STEPS];
  private int networkCount;

  private final TunnelPorts tunnels;
  private final @Nullable Reassembly reassembly;
  private long nanos;
  private int frameLength;
  private int protocol = -1;
  private long transport = Layers.NONE;
  private int transportLength;
  private long packetEnd;
  private Unread unread = Unread.NOTHING;

  /** Knows the registered ports of tunnels; puts no fragments together. */
  public Decoder() {
    this.tunnels = TunnelPorts.REGISTERED;
    this.reassembly = null;
  }

  /** Puts no fragments together. */
  public Decoder(TunnelPorts tunnels) {
    this.tunnels = tunnels;
    this.reassembly = null;
  }

  /**
   * Puts fragments together: a packet is then decoded with the fragment that completes it, and
   * {@link #memory()} may be another one than the packet's.
   *
   * @param reassembly this decoder's own
   */
  public Decoder(TunnelPorts tunnels, Reassembly reassembly) {
    this.tunnels = tunnels;
    this.reassembly = reassembly;
  }

  /**
   * Decodes a packet whose time does not matter: fragments never time out.
   *
   * @see #decode(MemorySegment, long, int, int, int, long)
   */
  public Verdict decode(MemorySegment memory, long at, int captured, int wire, int linkType) {
    return decode(memory, at, captured, wire, linkType, 0);
  }

  /**
   * Decodes the packet in {@code captured} bytes at {@code at}; reads no other byte.
   *
   * @param wire its length on the wire in bytes, of which {@code captured} may be fewer
   * @param linkType a LINKTYPE_ value (https://www.tcpdump.org/linktypes.html)
   * @param nanos when it was captured, in nanoseconds of any clock
   * @return OK when {@link #transport} is known; otherwise why it is not: what was found so far
   *     stands
   */
  public Verdict decode(
      MemorySegment memory, long at, int captured, int wire, int linkType, long nanos) {
    this.memory = memory;
    this.nanos = nanos;
    this.at = at;
    this.end = at + captured;
    this.wireEnd = at + Math.max(captured, wire);
    this.frameLength = wire;
    this.packetEnd = end;
    this.frame = Layers.NONE;
    this.framed = false;
    this.network = Layers.NONE;
    this.ipVersion = 0;
    this.sourceHigh = 0;
    this.sourceLow = 0;
    this.destinationHigh = 0;
    this.destinationLow = 0;
    this.vlan = -1;
    this.vni = -1;
    this.networkCount = 0;
    network(-1, false);
    run(linkType == LinkType.ETHERNET ? Step.ETHERNET : LinkSteps.first(this, linkType));
    return transport == Layers.NONE ? unread.verdict() : Verdict.OK;
  }

  private void run(int first) {
    int step = first;
    for (int steps = 0; step != Step.STOP; steps++) {
      if (steps == MAX_STEPS) {
        unread = Unread.TOO_DEEP;
        return;
      }
      step =
          switch (step) {
            case Step.ETHERNET -> EtherSteps.ethernet(this);
            case Step.IPV4 -> NetworkSteps.ipv4(this);
            case Step.PROTOCOL -> TransportSteps.protocol(this);
            case Step.IPV6 -> NetworkSteps.ipv6(this);
            case Step.ETHER_TYPE -> EtherSteps.etherType(this);
            default -> rare(step);
          };
    }
  }

  TunnelPorts tunnels() {
    return tunnels;
  }

  @Nullable Reassembly reassembly() {
    return reassembly;
  }

  long nanos() {
    return nanos;
  }

  private int rare(int step) {
    return switch (step) {
      case Step.IP -> NetworkSteps.ip(this);
      case Step.LINK -> LinkSteps.link(this);
      case Step.MPLS -> MplsSteps.stack(this);
      case Step.LLC -> LlcSteps.llc(this);
      case Step.IEEE_802_3 -> LlcSteps.ieee8023(this);
      case Step.TOKEN_RING -> LlcSteps.tokenRing(this);
      case Step.FDDI -> LlcSteps.fddi(this);
      case Step.PPP -> PppSteps.ppp(this);
      case Step.PPP_HDLC -> PppSteps.hdlc(this);
      case Step.CISCO_HDLC -> PppSteps.ciscoHdlc(this);
      case Step.FRAME_RELAY -> PppSteps.frameRelay(this);
      case Step.WIRELESS -> WirelessSteps.frame(this);
      case Step.GRE -> GreSteps.gre(this);
      case Step.SERVICE_HEADER -> TunnelSteps.serviceHeader(this);
      default -> throw new AssertionError(step);
    };
  }

  /** Whether {@code length} bytes of the next header were captured. */
  boolean has(int length) {
    return end - at >= length;
  }

  int u8(long offset) {
    return Memory.u8(memory, at + offset);
  }

  int u16(long offset) {
    return Memory.u16(memory, at + offset);
  }

  int i32(long offset) {
    return Memory.i32(memory, at + offset);
  }

  /** Passes over a header: {@code step} stands {@code length} bytes on, captured or not. */
  int skip(int length, int step) {
    at += length;
    return step;
  }

  /** The same for a step that goes by {@code kind}. */
  int skip(int length, int step, int kind) {
    this.kind = kind;
    at += length;
    return step;
  }

  /** Ends the decoding because {@code length} bytes are not there: cut off, or never there. */
  int cut(int length) {
    return stop(wireEnd - at >= length ? Unread.CUT : Unread.SHORT);
  }

  int stop(Unread why) {
    unread = why;
    return Step.STOP;
  }

  /** Cuts off what follows a layer's own length, e.g. the padding of a frame. */
  void shorten(long layerEnd) {
    wireEnd = Math.min(wireEnd, layerEnd);
    end = Math.min(end, wireEnd);
  }

  /** An Ethernet header starts here. */
  void frameHere() {
    frame = at;
    framed = true;
  }

  /** An IP header starts here. */
  void networkHere(int version) {
    ipVersion = version;
    network = at;
    if (!framed) {
      frame = Layers.NONE;
    }
    framed = false;
  }

  /** Enters a VXLAN or GENEVE tunnel. */
  void tunnel(int network) {
    vni = network;
    networks[networkCount++] = network;
  }

  /** Opens an IP packet: nothing is known of its transport. */
  void network(int protocol, boolean fragment) {
    this.kind = protocol;
    this.protocol = protocol;
    this.fragment = fragment;
    this.transport = Layers.NONE;
    this.transportLength = 0;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.packetEnd = end;
  }

  /** An IP packet's next header is of this protocol. */
  void next(int protocol) {
    this.kind = protocol;
    this.protocol = protocol;
  }

  /** The IP packet goes on in {@code length} bytes at {@code payload}, its header before them. */
  void reassembled(MemorySegment memory, long header, long payload, int length) {
    this.memory = memory;
    this.frame = Layers.NONE;
    this.network = header;
    this.at = payload;
    this.end = payload + length;
    this.wireEnd = end;
    this.packetEnd = end;
    this.fragment = false;
  }

  /** The innermost transport header so far starts here. */
  void transportHere() {
    transport = at;
    transportLength = (int) (wireEnd - at);
  }

  /** Why nothing deeper was read, also where {@link #transport} is known. */
  public Unread unread() {
    return unread;
  }

  /**
   * Where every offset below points into: the packet's own memory, or that of a reassembled one.
   */
  public MemorySegment memory() {
    return memory;
  }

  /** Of the whole frame on the wire, outermost header included, in bytes. */
  public int frameLength() {
    return frameLength;
  }

  /**
   * Offset of the Ethernet header that the innermost packet came in, be it IP or not, with tags and
   * labels at most between the two; {@link Layers#NONE} where it came without Ethernet, or was put
   * together of fragments.
   */
  public long frame() {
    return frame;
  }

  /** Of the innermost IP header: 4, 6, or 0 when there is none. */
  public int ipVersion() {
    return ipVersion;
  }

  /** Offset of the innermost IP header, or {@link Layers#NONE}. */
  public long network() {
    return network;
  }

  /** The source address's upper 64 bits; 0 for IPv4. */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** The source address's lower 64 bits; an IPv4 address stands in the lowest 32. */
  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /** The transport protocol's number, or -1. */
  public int protocol() {
    return protocol;
  }

  /**
   * Whether this is a fragment that has not been put together. Only the first one of a datagram can
   * have a transport header and ports, and its {@link #transportLength} is not the datagram's.
   */
  public boolean isFragment() {
    return fragment;
  }

  /**
   * Offset of the transport header, or {@link Layers#NONE}. Where the protocol has ports these were
   * captured; the rest of its header may be cut off: look at {@link #end}.
   */
  public long transport() {
    return transport;
  }

  /**
   * Bytes from the transport header to the end of the IP packet, as the IP header says, but no more
   * than were on the wire. More than {@code end() - transport()} where the capture cut bytes off.
   */
  public int transportLength() {
    return transportLength;
  }

  /** 0 for protocols without ports. */
  public int sourcePort() {
    return sourcePort;
  }

  public int destinationPort() {
    return destinationPort;
  }

  /** Where the captured bytes of the IP packet end in {@link #memory()}: padding not included. */
  public long end() {
    return packetEnd;
  }

  /** The outermost VLAN's identifier, or -1. */
  public int vlan() {
    return vlan;
  }

  /** How many VXLAN and GENEVE tunnels inside the frame were entered. */
  public int tunnelCount() {
    return networkCount;
  }

  /** The network identifier of one of these tunnels, the outermost being 0. */
  public int tunnelNetwork(int tunnel) {
    return networks[tunnel];
  }

  /** Whether a VXLAN or GENEVE tunnel inside the frame, at any depth, has this identifier. */
  public boolean cameThrough(int network) {
    for (int i = 0; i < networkCount; i++) {
      if (networks[i] == network) {
        return true;
      }
    }
    return false;
  }

  /** Network identifier of the innermost VXLAN or GENEVE tunnel inside the frame, or -1. */
  public int vni() {
    return vni;
  }
}
