package io.sluice.node.tunnel;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;

/**
 * One received datagram's payload, as the packet library reads it. The event loop has one and wraps
 * datagram after datagram in it.
 */
public final class Datagram {
  private static final MemorySegment ALL = wholeMemory();

  private MemorySegment memory = MemorySegment.NULL;
  private long offset;
  private int length;
  private int flowHash;

  // Restricted because a wrong offset reads foreign memory: every offset here is a buffer's own
  // address, and Layers.parse reads no byte beyond the length it is given. A segment per datagram
  // would be an object per datagram.
  @SuppressWarnings("restricted")
  private static MemorySegment wholeMemory() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  void wrap(ByteBuf payload) {
    length = payload.readableBytes();
    flowHash = 0;
    if (payload.hasMemoryAddress()) {
      memory = ALL;
      offset = payload.memoryAddress() + payload.readerIndex();
    } else {
      memory = MemorySegment.ofBuffer(payload.nioBuffer());
      offset = 0;
    }
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

  /** The inner flow's hash, once a forwarder has set it; chooses the outer source port. */
  public int flowHash() {
    return flowHash;
  }

  public void flowHash(int hash) {
    flowHash = hash;
  }
}
