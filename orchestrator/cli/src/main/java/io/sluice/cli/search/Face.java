package io.sluice.cli.search;

import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngBlocks;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An Interface Description Block of pcapng as a machine wrote it.
 *
 * @param linkType a LINKTYPE_ value
 * @param name if_name, or empty
 * @param unitsPerSecond of its packets' time stamps, a power of ten up to 10^9
 * @param block the whole block, little endian
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Face(int linkType, String name, long unitsPerSecond, byte[] block) {
  private static final int OPTIONS = 16;
  private static final int NAME = 2;
  private static final int RESOLUTION = 9;
  private static final long MICROSECONDS = 1_000_000;
  private static final long SECOND = 1_000_000_000L;

  /**
   * Reads one; null when it is malformed, or its stamps are finer than nanoseconds or no powers of
   * ten, which no appliance writes.
   */
  static @Nullable Face read(byte[] buffer, int at, int length) {
    byte[] block = Arrays.copyOfRange(buffer, at, at + length);
    ByteBuffer bytes = little(block);
    if (length < OPTIONS + 4) {
      return null;
    }
    String name = "";
    long units = MICROSECONDS;
    for (int next = OPTIONS; next + 4 <= length - 4; ) {
      int code = Short.toUnsignedInt(bytes.getShort(next));
      int size = Short.toUnsignedInt(bytes.getShort(next + 2));
      if (code == 0) {
        break;
      }
      if (next + 4 + size > length - 4) {
        return null;
      }
      if (code == NAME) {
        name = new String(block, next + 4, size, StandardCharsets.UTF_8);
      } else if (code == RESOLUTION) {
        int digits = size == 0 ? -1 : bytes.get(next + 4);
        if (digits < 0 || digits > 9) {
          return null;
        }
        units = (long) Math.pow(10, digits);
      }
      next += 4 + ((size + 3) & ~3);
    }
    return new Face(Short.toUnsignedInt(bytes.getShort(8)), name, units, block);
  }

  /** One of an offloaded segment. */
  static Face of(PacketSource source) {
    byte[] block = new byte[PcapngBlocks.LONGEST_DESCRIPTION];
    int length = PcapngBlocks.describe(MemorySegment.ofArray(block), 0, source, 0);
    return Objects.requireNonNull(read(block, 0, length));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Nanoseconds since 1970 of a stamp. */
  long nanos(long stamp) {
    return unitsPerSecond == SECOND ? stamp : stamp * (SECOND / unitsPerSecond);
  }

  /**
   * The block with the machine's name before its own: {@code i-0abc external vni 901}. Its other
   * options stay as they are.
   */
  byte[] of(String machine) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(block, 0, OPTIONS);
    option(out, NAME, (name.isEmpty() ? machine : machine + " " + name));
    ByteBuffer bytes = little(block);
    for (int next = OPTIONS; next + 4 <= block.length - 4; ) {
      int code = Short.toUnsignedInt(bytes.getShort(next));
      int size = 4 + ((Short.toUnsignedInt(bytes.getShort(next + 2)) + 3) & ~3);
      if (code == 0) {
        break;
      }
      if (code != NAME) {
        out.write(block, next, size);
      }
      next += size;
    }
    out.writeBytes(new byte[8]);
    byte[] changed = out.toByteArray();
    little(changed).putInt(4, changed.length).putInt(changed.length - 4, changed.length);
    return changed;
  }

  private static void option(ByteArrayOutputStream out, int code, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] option = new byte[4 + ((utf8.length + 3) & ~3)];
    little(option).putShort((short) code).putShort((short) utf8.length).put(utf8);
    out.writeBytes(option);
  }
}
