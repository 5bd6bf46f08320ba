package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * What one packet is, as flow analysis sees it: its innermost IP packet, and the tags and tunnels
 * around it. A cursor to be used again for each packet by one thread: {@link #decode} sets every
 * field and allocates nothing.
 */
public final class Decoder {
  private MemorySegment memory = MemorySegment.NULL;
  private int frameLength;
  private int ipVersion;
  private long network = Layers.NONE;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol = -1;
  private boolean fragment;
  private long transport = Layers.NONE;
  private int transportLength;
  private int sourcePort;
  private int destinationPort;
  private long end;
  private int vlan = -1;
  private int vni = -1;

  /**
   * Decodes the packet in {@code captured} bytes at {@code at}; reads no other byte.
   *
   * @param wire its length on the wire in bytes, of which {@code captured} may be fewer
   * @param linkType a LINKTYPE_ value (https://www.tcpdump.org/linktypes.html)
   * @return OK when {@link #transport} is known; otherwise why it is not: what was found so far
   *     stands
   */
  public Verdict decode(MemorySegment memory, long at, int captured, int wire, int linkType) {
    this.memory = memory;
    this.frameLength = wire;
    this.end = at + captured;
    return Verdict.UNKNOWN;
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

  /** Whether this is a fragment that has not been put together: there are no ports then. */
  public boolean isFragment() {
    return fragment;
  }

  /** Offset of the transport header, or {@link Layers#NONE}. */
  public long transport() {
    return transport;
  }

  /** Bytes from the transport header to the end of the IP packet, as the IP header says. */
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
    return end;
  }

  /** The outermost VLAN's identifier, or -1. */
  public int vlan() {
    return vlan;
  }

  /** Network identifier of the innermost VXLAN or GENEVE tunnel inside the frame, or -1. */
  public int vni() {
    return vni;
  }
}
