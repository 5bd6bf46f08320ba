package io.sluice.packet.index;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads the bytes of an index, across its pages. */
final class Cursor {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Pages pages;
  private byte[] page = {};
  private int number = -1;
  private int at;

  /** Where reading will end, as far as that is known: what is worth reading ahead. */
  private long end;

  Cursor(Pages pages) {
    this.pages = pages;
  }

  static int i32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /** Goes to a position; bytes up to {@code to} will be read. */
  Cursor go(long position, long to) throws IOException {
    if (position < 0 || position > (long) pages.count() * Layout.PAGE_BYTES) {
      throw new DamagedIndexException("it points beyond its end");
    }
    end = to;
    int wanted = (int) (position / Layout.PAGE_BYTES);
    if (wanted == pages.count()) {
      number = wanted - 1;
      at = Layout.PAGE_BYTES;
    } else {
      turn(wanted);
      at = (int) (position % Layout.PAGE_BYTES);
    }
    return this;
  }

  private void turn(int to) throws IOException {
    long left = end - (long) to * Layout.PAGE_BYTES;
    int wanted = (int) Math.clamp((left + Layout.PAGE_BYTES - 1) / Layout.PAGE_BYTES, 1, 1 << 10);
    page = pages.page(to, wanted);
    number = to;
    at = 0;
  }

  long position() {
    return (long) number * Layout.PAGE_BYTES + at;
  }

  int u8() throws IOException {
    if (at == Layout.PAGE_BYTES) {
      turn(number + 1);
    }
    return page[at++] & 0xff;
  }

  int i32() throws IOException {
    if (at <= Layout.PAGE_BYTES - Integer.BYTES) {
      at += Integer.BYTES;
      return i32(page, at - Integer.BYTES);
    }
    return (int) low(Integer.BYTES);
  }

  long i64() throws IOException {
    return i32() & 0xffff_ffffL | (long) i32() << 32;
  }

  long low(int width) throws IOException {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) u8() << 8 * i;
    }
    return value;
  }

  int varint() throws IOException {
    int first = u8();
    if (first < 0x80) {
      return first;
    }
    int value = first & 0x7f;
    for (int shift = 7; shift < 35; shift += 7) {
      int next = u8();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new DamagedIndexException("a number of it has no end");
  }
}
