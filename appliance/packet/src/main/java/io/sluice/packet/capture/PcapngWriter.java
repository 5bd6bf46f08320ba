package io.sluice.packet.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes a pcapng file to a channel through a buffer of a mebibyte. What was given is in the
 * channel after {@link #flush} or {@link #close}. One thread's own; allocates nothing for a packet.
 */
public final class PcapngWriter implements AutoCloseable {
  private static final int ROOM = 1 << 20;

  private final WritableByteChannel out;
  private final Arena arena = Arena.ofShared();
  private final Map<PacketSource, Integer> sources = new HashMap<>();
  private MemorySegment memory = arena.allocate(ROOM, Long.BYTES);
  private ByteBuffer view = memory.asByteBuffer();
  private int end;
  private long written;

  /**
   * Starts a file; nothing reaches the channel yet.
   *
   * @param out closed with this writer
   * @param program who writes the file, e.g. {@code appliance 1.0}
   */
  public PcapngWriter(WritableByteChannel out, String program) {
    this.out = out;
    end = PcapngBlocks.section(memory, 0, program);
  }

  /** The number of an interface in this file; it is described when it is first asked for. */
  public int source(PacketSource source) throws IOException {
    Integer known = sources.get(source);
    if (known != null) {
      return known;
    }
    room(PcapngBlocks.LONGEST_DESCRIPTION);
    end += PcapngBlocks.describe(memory, end, source, 0);
    sources.put(source, sources.size());
    return sources.size() - 1;
  }

  /**
   * Adds a packet.
   *
   * @see PcapngBlocks#packet
   */
  public void packet(
      int source, long nanos, MemorySegment packet, long at, int captured, int wire, int direction)
      throws IOException {
    room(PcapngBlocks.packetLength(captured, direction));
    end += PcapngBlocks.packet(memory, end, source, nanos, packet, at, captured, wire, direction);
  }

  /**
   * Adds a packet's Enhanced Packet Block as it stands in another file of {@link PcapngBlocks},
   * options included, under another interface.
   */
  public void block(int source, MemorySegment block, long at, int length) throws IOException {
    room(length);
    MemorySegment.copy(block, at, memory, end, length);
    PcapngBlocks.source(memory, end, source);
    end += length;
  }

  /** Bytes of the file so far, those that are still in the buffer included. */
  public long size() {
    return written + end;
  }

  private void room(int length) throws IOException {
    if (memory.byteSize() - end >= length) {
      return;
    }
    flush();
    if (memory.byteSize() < length) {
      memory = arena.allocate(length, Long.BYTES);
      view = memory.asByteBuffer();
    }
  }

  /** Hands all that was added to the channel. */
  public void flush() throws IOException {
    view.clear().limit(end);
    while (view.hasRemaining()) {
      out.write(view);
    }
    written += end;
    end = 0;
  }

  /** Flushes, and closes the channel. */
  @Override
  public void close() throws IOException {
    if (!arena.scope().isAlive()) {
      return;
    }
    try (out) {
      flush();
    } finally {
      arena.close();
    }
  }
}
