package io.sluice.packet.capture;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Blocks of a pcapng file (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html) laid
 * out in memory, little endian, with nanoseconds. {@link #packet} allocates nothing.
 *
 * <p>Each method writes one block at {@code at}, which must have room for it, and returns its
 * length in bytes, a multiple of 4.
 */
public final class PcapngBlocks {
  /** A packet's direction as epb_flags has it: not known, towards us, from us. */
  public static final int NO_DIRECTION = 0;

  public static final int INBOUND = 1;
  public static final int OUTBOUND = 2;

  /** The most that a section header or an interface description takes, in bytes. */
  public static final int LONGEST_DESCRIPTION = 4 * 1024;

  /** Of a packet's block, the bytes that are no packet at the least; to them come 0 to 3. */
  public static final int LEAST_AROUND_PACKET = 32;

  private static final int FLAGS_LENGTH = 12;
  private static final int LONGEST_TEXT = 1000;

  private static final int ORDER = 0x1a2b3c4d;
  private static final int INTERFACE = 1;
  private static final int ENHANCED = 6;

  private static final int OPTION_NAME = 2;
  private static final int OPTION_DESCRIPTION = 3;
  private static final int OPTION_RESOLUTION = 9;
  private static final int OPTION_FLAGS = 2;
  private static final int OPTION_PROGRAM = 4;
  private static final int NANOSECONDS = 9;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PcapngBlocks() {}

  /**
   * A Section Header Block, which each file starts with; the section's length is left open.
   *
   * @param program shb_userappl: who writes the file
   */
  public static int section(MemorySegment memory, long at, String program) {
    memory.set(INT, at, PcapngReader.SECTION);
    memory.set(INT, at + 8, ORDER);
    memory.set(SHORT, at + 12, (short) 1);
    memory.set(SHORT, at + 14, (short) 0);
    memory.set(INT, at + 16, -1);
    memory.set(INT, at + 20, -1);
    long next = text(memory, at + 24, OPTION_PROGRAM, program);
    return close(memory, at, endOfOptions(memory, next));
  }

  /**
   * An Interface Description Block. Packets name interfaces by their place in the section, from 0.
   *
   * @param longest the most bytes that are captured of a packet, 0 for all; libpcap wants one value
   *     throughout a file
   */
  public static int describe(MemorySegment memory, long at, PacketSource source, int longest) {
    memory.set(INT, at, INTERFACE);
    memory.set(SHORT, at + 8, (short) source.linkType());
    memory.set(SHORT, at + 10, (short) 0);
    memory.set(INT, at + 12, longest);
    long next = text(memory, at + 16, OPTION_NAME, source.name());
    next = text(memory, next, OPTION_DESCRIPTION, source.description());
    next = option(memory, next, OPTION_RESOLUTION, 1);
    memory.set(INT, next, NANOSECONDS);
    return close(memory, at, endOfOptions(memory, next + 4));
  }

  /** How long {@link #packet} is for so many captured bytes. */
  public static int packetLength(int captured, int direction) {
    int options = direction == NO_DIRECTION ? 0 : FLAGS_LENGTH;
    return LEAST_AROUND_PACKET + ((captured + 3) & ~3) + options;
  }

  /**
   * An Enhanced Packet Block.
   *
   * @param source which of the section's interfaces, from 0
   * @param nanos when, since 1970
   * @param packet memory with the {@code captured} bytes at {@code packetAt}
   * @param wire the packet's length before it was cut, in bytes
   * @param direction one of {@link #NO_DIRECTION}, {@link #INBOUND}, {@link #OUTBOUND}
   */
  public static int packet(
      MemorySegment memory,
      long at,
      int source,
      long nanos,
      MemorySegment packet,
      long packetAt,
      int captured,
      int wire,
      int direction) {
    int length = packetLength(captured, direction);
    memory.set(INT, at, ENHANCED);
    memory.set(INT, at + 4, length);
    memory.set(INT, at + 8, source);
    memory.set(INT, at + 12, (int) (nanos >>> 32));
    memory.set(INT, at + 16, (int) nanos);
    memory.set(INT, at + 20, captured);
    memory.set(INT, at + 24, wire);
    int padded = (captured + 3) & ~3;
    if (padded != captured) {
      memory.set(INT, at + 28 + padded - 4, 0);
    }
    MemorySegment.copy(packet, packetAt, memory, at + 28, captured);
    if (direction != NO_DIRECTION) {
      long next = option(memory, at + 28 + padded, OPTION_FLAGS, 4);
      memory.set(INT, next, direction);
      memory.set(INT, next + 4, 0);
    }
    memory.set(INT, at + length - 4, length);
    return length;
  }

  /** Gives the packet's block at {@code at} another interface. */
  static void source(MemorySegment memory, long at, int source) {
    memory.set(INT, at + 8, source);
  }

  private static long option(MemorySegment memory, long at, int code, int length) {
    memory.set(SHORT, at, (short) code);
    memory.set(SHORT, at + 2, (short) length);
    return at + 4;
  }

  /** An option of text, none for an empty one; what is too long is cut. */
  private static long text(MemorySegment memory, long at, int code, String text) {
    if (text.isEmpty()) {
      return at;
    }
    byte[] bytes = utf8(text);
    long value = option(memory, at, code, bytes.length);
    int padded = (bytes.length + 3) & ~3;
    memory.asSlice(value, padded).fill((byte) 0);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, value, bytes.length);
    return value + padded;
  }

  private static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_TEXT) {
      return bytes;
    }
    int end = LONGEST_TEXT;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  private static long endOfOptions(MemorySegment memory, long at) {
    memory.set(INT, at, 0);
    return at + 4;
  }

  private static int close(MemorySegment memory, long at, long end) {
    int length = (int) (end + 4 - at);
    memory.set(INT, at + 4, length);
    memory.set(INT, end, length);
    return length;
  }
}
