package io.sluice.node.broker;

import io.sluice.node.tunnel.Datagram;
import io.sluice.packet.Decoder;
import io.sluice.packet.Ethernet;
import io.sluice.packet.FlowHash;
import io.sluice.packet.LinkType;
import java.lang.foreign.MemorySegment;

/**
 * The packet that all tools are asked about, and what more than one of them may want to know of it.
 * A cursor to be used again for each packet by one worker.
 */
final class Subject {
  /** The shortest IP header. */
  private static final int MIN_PACKET = 20;

  private final FragmentHeader header = new FragmentHeader();
  private final Fragments fragments;
  private final Kinds kinds;
  private MemorySegment memory = MemorySegment.NULL;
  private Decoder packet = new Decoder();
  private long at;
  private int length;
  private int network;
  private long nanos;
  private boolean ethernet;
  private boolean framed;
  private boolean partial;
  private boolean fragment;
  private boolean known;
  private boolean hashed;
  private int hash;
  private boolean masked;
  private int masks;

  Subject(Fragments fragments, Kinds kinds) {
    this.fragments = fragments;
    this.kinds = kinds;
  }

  /** Goes to the next packet. */
  void set(Datagram datagram, Decoder decoded, long now) {
    memory = datagram.memory();
    packet = decoded;
    at = datagram.packet();
    length = datagram.packetLength();
    network = datagram.networkId();
    nanos = now;
    int type = datagram.linkType();
    ethernet = type == LinkType.ETHERNET;
    framed =
        ethernet
            ? length >= Ethernet.HEADER_LENGTH
            : type == LinkType.RAW && length >= MIN_PACKET && Words.ipType(memory, at) != 0;
    partial = framed && (decoded.isFragment() || !isInPlace());
    fragment = partial && header.read(memory, at, length, ethernet, network);
    known = fragment && !header.isFirst() && fragments.find(header.key(), now);
    hashed = false;
    masked = false;
  }

  /** Whether what was decoded last stands in the packet's own memory. */
  boolean isInPlace() {
    return packet.memory() == memory;
  }

  /** Tells the fragments that follow what was decided; only for a first fragment. */
  void decide(long tools, boolean masking) {
    fragments.put(header.key(), nanos, tools, hash(), masking ? masks() : 0);
  }

  /**
   * The flow's hash, the same in both directions and in every fragment that comes after the first.
   */
  int hash() {
    if (!hashed) {
      hashed = true;
      hash = known ? fragments.hash() : computed();
    }
    return hash;
  }

  private int computed() {
    if (packet.ipVersion() != 0) {
      return FlowHash.of(packet, true);
    }
    return ethernet && framed ? FlowHash.ethernet(memory, at) : 0;
  }

  /** The {@link Mask} bits that the packet is subject to. */
  int masks() {
    if (!masked) {
      masked = true;
      masks = known ? fragments.masks() : kinds.of(this);
    }
    return masks;
  }

  /** By their places, the tools that wanted the first fragment; only if it is {@link #isKnown}. */
  long wanting() {
    return fragments.tools();
  }

  MemorySegment memory() {
    return memory;
  }

  Decoder packet() {
    return packet;
  }

  long at() {
    return at;
  }

  int length() {
    return length;
  }

  long end() {
    return at + length;
  }

  /** The VNI of the tunnel that it came by. */
  int network() {
    return network;
  }

  boolean isEthernet() {
    return ethernet;
  }

  /** Whether it can be put into a tunnel as an Ethernet frame. */
  boolean isFramed() {
    return framed;
  }

  /** Whether it is a fragment, or has one inside. */
  boolean isPartial() {
    return partial;
  }

  /** Whether its outermost IP packet is a fragment; then {@link #header} tells of it. */
  boolean isFragment() {
    return fragment;
  }

  boolean isFirstFragment() {
    return fragment && header.isFirst();
  }

  /** Whether it is a fragment whose first one was seen. */
  boolean isKnown() {
    return known;
  }

  FragmentHeader header() {
    return header;
  }
}
