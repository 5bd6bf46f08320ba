package io.sluice.cli.search;

import io.sluice.packet.capture.PcapngBlocks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes packets of many machines as one section of pcapng. Blocks are taken over as they are, with
 * all their options; only the number of the interface is changed. After each {@link #flush} the
 * file is whole. One thread's own.
 */
public final class MergedPcapng implements AutoCloseable {
  private static final int ROOM = 1 << 18;
  private static final int INTERFACE_AT = 8;

  private record Key(String machine, ByteBuffer block) {}

  private final OutputStream out;
  private final Map<Key, Integer> faces = new HashMap<>();
  private byte[] copy = new byte[0];
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

  /** A packet's block, under another interface. */
  void packet(byte[] buffer, int at, int length, int face) throws IOException {
    write(buffer, at, INTERFACE_AT);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(face >>> shift);
    }
    written += 4;
    write(buffer, at + INTERFACE_AT + 4, length - INTERFACE_AT - 4);
    packets++;
  }

  /** The same of a block in memory. */
  void packet(MemorySegment memory, long at, int length, int face) throws IOException {
    if (copy.length < length) {
      copy = new byte[length];
    }
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, copy, 0, length);
    packet(copy, 0, length, face);
  }

  private void write(byte[] bytes, int at, int length) throws IOException {
    out.write(bytes, at, length);
    written += length;
  }

  /** Packets so far. */
  public long packets() {
    return packets;
  }

  /** Bytes of the file so far. */
  public long bytes() {
    return written;
  }

  /** Hands on what was written so far. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
