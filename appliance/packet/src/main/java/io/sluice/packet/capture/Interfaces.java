package io.sluice.packet.capture;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The interfaces that a pcapng section describes: link type, and what a time stamp counts. */
final class Interfaces {
  private static final int RESOLUTION = 9;
  private static final int OFFSET = 14;
  private static final int MICROSECONDS = 6;
  private static final int BINARY = 0x80;
  private static final long SECOND = 1_000_000_000L;

  private int count;
  private int[] linkTypes = new int[4];
  private int[] resolutions = new int[4];

  /** Nanoseconds of a unit where these are whole, else units of a nanosecond. */
  private long[] factors = new long[4];

  private long[] offsets = new long[4];
  private long snapshot;

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  int linkType(int face) {
    return linkTypes[face];
  }

  /** The first interface's limit for captured bytes, 0 for none; Simple Packet Blocks obey it. */
  long snapshot() {
    return snapshot;
  }

  /** Reads an Interface Description Block's body; a sentence if it cannot be understood. */
  @Nullable String add(RecordReader in, long from, long to) {
    int resolution = MICROSECONDS;
    long offset = 0;
    long at = from + 8;
    while (to - at >= 4) {
      int code = in.u16(at);
      int length = in.u16(at + 2);
      if (code == 0) {
        break;
      }
      if (length > to - at - 4) {
        return "an interface description with an option that reaches beyond it";
      }
      if (code == RESOLUTION && length == 1) {
        resolution = in.supply.memory.get(ValueLayout.JAVA_BYTE, at + 4) & 0xff;
      } else if (code == OFFSET && length == 8) {
        offset =
            in.bigEndian
                ? in.u32(at + 4) << 32 | in.u32(at + 8)
                : in.u32(at + 8) << 32 | in.u32(at + 4);
      }
      at += 4 + ((length + 3) & ~3);
    }
    if ((resolution & ~BINARY) > ((resolution & BINARY) == 0 ? 19 : 63)) {
      return "an interface description with the time resolution 0x%02x, finer than 64 bits can tell"
          .formatted(resolution);
    }
    put(RecordReader.linkType(in.u16(from)), resolution, offset);
    if (count == 1) {
      snapshot = in.u32(from + 4);
    }
    return null;
  }

  private void put(int linkType, int resolution, long offset) {
    if (count == linkTypes.length) {
      linkTypes = Arrays.copyOf(linkTypes, 2 * count);
      resolutions = Arrays.copyOf(resolutions, 2 * count);
      factors = Arrays.copyOf(factors, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    linkTypes[count] = linkType;
    resolutions[count] = resolution;
    factors[count] = power((resolution & BINARY) != 0 ? 0 : Math.abs(9 - resolution));
    offsets[count++] = offset * SECOND;
  }

  private static long power(int ten) {
    long power = 1;
    for (int i = 0; i < ten; i++) {
      power *= 10;
    }
    return power;
  }

  /**
   * Nanoseconds since 1970. A count of 2^63 and more is one below zero, as programs write times
   * before 1970; a time beyond 2262 becomes the last that can be told.
   */
  long nanos(int face, long units) {
    int resolution = resolutions[face];
    long factor = factors[face];
    long nanos;
    if ((resolution & BINARY) != 0) {
      nanos = binary(units, resolution & ~BINARY);
    } else if (resolution > 9) {
      nanos = Long.divideUnsigned(units, factor);
    } else {
      nanos = units * factor;
      if (Math.multiplyHigh(units, factor) != nanos >> 63) {
        nanos = Long.MAX_VALUE;
      }
    }
    return nanos == Long.MAX_VALUE ? nanos : nanos + offsets[face];
  }

  private static long binary(long units, int shift) {
    long seconds = units >>> shift;
    if (seconds >= Long.MAX_VALUE / SECOND || seconds < 0) {
      return Long.MAX_VALUE;
    }
    long fraction = units & ((1L << shift) - 1);
    long high = Math.multiplyHigh(fraction, SECOND);
    long low = fraction * SECOND;
    return seconds * SECOND + (shift == 0 ? 0 : low >>> shift | high << (64 - shift));
  }
}
