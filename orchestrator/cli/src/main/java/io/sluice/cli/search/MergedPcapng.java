package io.sluice.cli.search;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes packets of many machines as one section of pcapng. Blocks are taken over as they are, with
 * all their options; only the number of the interface is changed. After each {@link #flush} the
 * file is whole. One thread's own.
 */
public final class MergedPcapng implements AutoCloseable {
  private static final int ROOM = 1 << 18;
  private static final int PROGRAM = 4;
  private static final int INTERFACE_AT = 8;

  private record Key(String machine, ByteBuffer block) {}

  private final OutputStream out;
  private final Map<Key, Integer> faces = new HashMap<>();
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
    byte[] utf8 = program.getBytes(StandardCharsets.UTF_8);
    int option = 4 + ((utf8.length + 3) & ~3);
    int length = 24 + option + 4 + 4;
    ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(BlockReader.SECTION).putInt(length).putInt(0x1a2b3c4d);
    block.putShort((short) 1).putShort((short) 0).putLong(-1);
    block.putShort((short) PROGRAM).putShort((short) utf8.length).put(utf8);
    block.putInt(length - 4, length);
    write(block.array(), 0, length);
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
