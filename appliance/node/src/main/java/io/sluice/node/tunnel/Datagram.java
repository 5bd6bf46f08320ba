package io.sluice.node.tunnel;

import java.lang.foreign.MemorySegment;

/**
 * One received datagram's payload, as the packet library reads it. A worker has one and wraps
 * datagram after datagram in it.
 */
public final class Datagram {
  private MemorySegment memory = MemorySegment.NULL;
  private long offset;
  private int length;
  private long packet;
  private int packetLength;
  private int linkType;
  private int networkId;

  void wrap(MemorySegment memory, long offset, int length) {
    this.memory = memory;
    this.offset = offset;
    this.length = length;
    this.packet = offset;
    this.packetLength = 0;
  }

  public MemorySegment memory() {
    return memory;
  }

  /** Where the payload starts in {@link #memory()}. */
  public long offset() {
    return offset;
  }

  /** In bytes. */
  public int length() {
    return length;
  }

  /**
   * Sets where the packet inside starts; it goes on to the datagram's end.
   *
   * @param at its first byte in {@link #memory()}
   * @param linkType a LINKTYPE_ value (https://www.tcpdump.org/linktypes.html)
   * @param networkId the tunnel's VNI that it came under
   */
  public void packet(long at, int linkType, int networkId) {
    this.packet = at;
    this.packetLength = (int) (offset + length - at);
    this.linkType = linkType;
    this.networkId = networkId;
  }

  /** Where the packet inside starts in {@link #memory()}. */
  public long packet() {
    return packet;
  }

  /** In bytes; 0 when no treatment has found a packet. */
  public int packetLength() {
    return packetLength;
  }

  /** What the packet begins with, a LINKTYPE_ value. */
  public int linkType() {
    return linkType;
  }

  /** The VNI of the tunnel that the packet came by, 0 to 2^24 - 1. */
  public int networkId() {
    return networkId;
  }
}
