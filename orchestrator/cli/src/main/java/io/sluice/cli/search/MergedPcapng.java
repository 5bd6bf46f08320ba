package io.sluice.cli.search;

import io.sluice.packet.capture.PcapngBlocks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Writes packets of many machines as one section of pcapng. Blocks are taken over as they are, with
 * all their options; only the number of the interface is changed.
 *
 * <p>The workers of a machine hand in their packets a moment after they stamp them, so that its
 * stream is in order but for some milliseconds. Packets are held here for {@link #SLACK} of stamps,
 * as far as there is room, and leave in order. One thread's own.
 */
public final class MergedPcapng implements AutoCloseable {
  /**
   * How much earlier than one before it a packet may be, in nanoseconds, and still be put right.
   */
  static final long SLACK = 200_000_000L;

  /** What is held at most, in bytes. */
  private static final int MOST_HELD = 16 << 20;

  private static final int ROOM = 1 << 18;
  private static final int INTERFACE_AT = 8;

  private record Key(String machine, ByteBuffer block) {}

  /** A packet's block, and the how-manieth it is. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Held(long nanos, long number, byte[] block, int face) {}

  private final OutputStream out;
  private final Map<Key, Integer> faces = new HashMap<>();
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(Comparator.comparingLong(Held::nanos).thenComparingLong(Held::number));
  private long heldBytes;
  private long latest = Long.MIN_VALUE;
  private long written;
  private long packets;

  /**
   * Starts a file.
   *
   * @param out closed with this
   * @param program who writes it
   */
  public MergedPcapng(OutputStream out, String program) throws IOException {
    this.out = new BufferedOutputStream(out, ROOM);
    byte[] section = new byte[PcapngBlocks.LONGEST_DESCRIPTION];
    write(section, 0, PcapngBlocks.section(MemorySegment.ofArray(section), 0, program));
  }

  /** The number in this file of a machine's interface, which is described where it is new. */
  int face(String machine, Face face) throws IOException {
    Key key = new Key(machine, ByteBuffer.wrap(face.block()));
    Integer known = faces.get(key);
    if (known != null) {
      return known;
    }
    byte[] block = face.of(machine);
    write(block, 0, block.length);
    faces.put(key, faces.size());
    return faces.size() - 1;
  }

  /**
   * A packet's block, under another interface.
   *
   * @param nanos its stamp, since 1970
   */
  void packet(long nanos, byte[] buffer, int at, int length, int face) throws IOException {
    hold(nanos, Arrays.copyOfRange(buffer, at, at + length), face);
  }

  /** The same of a block in memory. */
  void packet(long nanos, MemorySegment memory, long at, int length, int face) throws IOException {
    hold(nanos, memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), face);
  }

  private void hold(long nanos, byte[] block, int face) throws IOException {
    held.add(new Held(nanos, packets++, block, face));
    heldBytes += block.length;
    latest = Math.max(latest, nanos);
    settled(latest);
    while (heldBytes > MOST_HELD) {
      write(held.remove());
    }
  }

  /** No packet will come that is earlier than this by more than {@link #SLACK}. */
  void settled(long nanos) throws IOException {
    long until = nanos < Long.MIN_VALUE + SLACK ? Long.MIN_VALUE : nanos - SLACK;
    while (!held.isEmpty() && held.element().nanos() <= until) {
      write(held.remove());
    }
  }

  private void write(Held packet) throws IOException {
    byte[] block = packet.block();
    heldBytes -= block.length;
    for (int i = 0; i < Integer.BYTES; i++) {
      block[INTERFACE_AT + i] = (byte) (packet.face() >>> (i * Byte.SIZE));
    }
    write(block, 0, block.length);
  }

  private void write(byte[] bytes, int at, int length) throws IOException {
    out.write(bytes, at, length);
    written += length;
  }

  /** Packets so far, those that are held included. */
  public long packets() {
    return packets;
  }

  /** Bytes of the file so far, those that are held included. */
  public long bytes() {
    return written + heldBytes;
  }

  /** Hands on what was written so far; the file is whole then, but for what is held. */
  public void flush() throws IOException {
    out.flush();
  }

  /** Hands on everything. */
  public void finish() throws IOException {
    while (!held.isEmpty()) {
      write(held.remove());
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    try (out) {
      finish();
    }
  }
}
