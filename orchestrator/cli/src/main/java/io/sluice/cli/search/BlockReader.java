package io.sluice.cli.search;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The blocks of a pcapng file (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html) as
 * appliances write it: little endian. Holds one window and what is cut off at its end, so the
 * largest block is the most that is held. One thread's own.
 */
final class BlockReader {
  static final int SECTION = 0x0a0d0d0a;
  static final int INTERFACE = 1;
  static final int ENHANCED = 6;

  private static final int ORDER = 0x1a2b3c4d;

  /** Type, length, and the length again at the end. */
  private static final int FRAME = 12;

  /** An appliance's largest packet is 64 KiB; this is what its own reader takes, too. */
  private static final int LARGEST = 1 << 24;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Windows windows;
  private byte[] buffer = new byte[0];
  private MemorySegment memory = MemorySegment.ofArray(buffer);
  private int at;
  private int end;
  private int length;
  private long offset;

  BlockReader(Windows windows) {
    this.windows = windows;
  }

  /**
   * Goes to the next block.
   *
   * @return false at the end of the file
   * @throws ProblemException when what comes is no such block
   */
  boolean next() {
    at += length;
    offset += length;
    length = 0;
    if (!have(FRAME)) {
      if (end > at) {
        throw broken("it ends within a block");
      }
      return false;
    }
    long claimed = Integer.toUnsignedLong(i32(4));
    if (claimed < FRAME || claimed > LARGEST || (claimed & 3) != 0) {
      throw broken("a block claims " + claimed + " bytes");
    }
    if (!have((int) claimed)) {
      throw broken("it ends within a block");
    }
    length = (int) claimed;
    if (type() == SECTION && i32(8) != ORDER) {
      throw broken("a section is not in the byte order of appliances");
    }
    return true;
  }

  private boolean have(int wanted) {
    while (end - at < wanted) {
      byte[] more = windows.next();
      if (more.length == 0) {
        return false;
      }
      int kept = end - at;
      if (kept == 0) {
        buffer = more;
      } else {
        byte[] joined = Arrays.copyOf(Arrays.copyOfRange(buffer, at, end), kept + more.length);
        System.arraycopy(more, 0, joined, kept, more.length);
        buffer = joined;
      }
      memory = MemorySegment.ofArray(buffer);
      at = 0;
      end = kept + more.length;
    }
    return true;
  }

  private ProblemException broken(String what) {
    return new ProblemException(
        Problem.error(
            "search.broken",
            "`%s` cannot be read from byte %d on: %s.".formatted(windows.name(), offset, what)));
  }

  /** Of the object that is read. */
  String name() {
    return windows.name();
  }

  /** A problem at this block. */
  ProblemException malformed(String what) {
    return broken(what);
  }

  int type() {
    return i32(0);
  }

  /** The block's bytes are {@link #length} from {@link #at}. */
  byte[] buffer() {
    return buffer;
  }

  /** The same bytes for those who read memory. */
  MemorySegment memory() {
    return memory;
  }

  int at() {
    return at;
  }

  int length() {
    return length;
  }

  /** 32 bits of the block. */
  int i32(int from) {
    return (int) INT.get(buffer, at + from);
  }
}
