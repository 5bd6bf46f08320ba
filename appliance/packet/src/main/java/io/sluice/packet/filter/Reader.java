package io.sluice.packet.filter;

/** Where what a filter reads stands, if it stands there. */
final class Reader {

  private Reader() {}

  /** Where {@code width} bytes at this offset start, or -1 where they were not all captured. */
  static long within(int x, int k, int width, int captured) {
    long offset = Integer.toUnsignedLong(x) + Integer.toUnsignedLong(k);
    return offset + width <= captured ? offset : -1;
  }
}
