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
   */
  public void packet(long at, int linkType) {
    this.packet = at;
    this.packetLength = (int) (offset + length - at);
    this.linkType = linkType;
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
}
