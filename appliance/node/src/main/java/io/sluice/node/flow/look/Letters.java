package io.sluice.node.flow.look;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Text being put together for {@link Names}: up to four parts with a zero byte between them, all of
 * it printable ASCII. Any other byte is written as RFC 1035 (5.1) writes it: a backslash and three
 * decimal digits. So are the quotation mark, and what a spreadsheet takes for a formula where it
 * comes first.
 *
 * <p>A part that grows over {@link #PART} bytes ends there in three dots.
 */
final class Letters {
  /** Most bytes of one part. */
  static final int PART = 256;

  private static final int DOTS = 3;
  private static final int ESCAPED = 4;

  private final byte[] bytes = new byte[Names.LONGEST];
  private final MemorySegment memory = MemorySegment.ofArray(bytes);
  private int length;
  private int start;
  private int limit;
  private boolean full;

  /** Starts over. */
  Letters clear() {
    length = 0;
    begin();
    return this;
  }

  /** Ends a part and starts the next. */
  Letters next() {
    bytes[length++] = 0;
    begin();
    return this;
  }

  private void begin() {
    start = length;
    limit = length + PART - DOTS;
    full = false;
  }

  /** A byte of unknown origin. */
  void untrusted(int letter) {
    boolean first = length == start;
    if (letter < ' '
        || letter > '~'
        || letter == '"'
        || letter == '\\'
        || (first && (letter == '=' || letter == '+' || letter == '-' || letter == '@'))) {
      if (fits(ESCAPED)) {
        bytes[length++] = '\\';
        bytes[length++] = (byte) ('0' + letter / 100);
        bytes[length++] = (byte) ('0' + letter / 10 % 10);
        bytes[length++] = (byte) ('0' + letter % 10);
      }
    } else {
      trusted(letter);
    }
  }

  /** A byte that is known to be printable ASCII. */
  void trusted(int letter) {
    if (fits(1)) {
      bytes[length++] = (byte) letter;
    }
  }

  /** A number in four or, below 100, two digits. */
  void hex16(int value) {
    hex8(value >> 8);
    hex8(value);
  }

  void hex8(int value) {
    trusted(hex(value >> 4));
    trusted(hex(value));
  }

  static int hex(int value) {
    int digit = value & 15;
    return digit < 10 ? '0' + digit : 'a' + digit - 10;
  }

  void two(int number) {
    trusted('0' + number / 10);
    trusted('0' + number % 10);
  }

  private boolean fits(int more) {
    if (full || length + more > limit) {
      if (!full) {
        full = true;
        for (int i = 0; i < DOTS; i++) {
          bytes[length++] = '.';
        }
      }
      return false;
    }
    return true;
  }

  /** Whether the part has nothing in it yet. */
  boolean isBlank() {
    return length == start;
  }

  int length() {
    return length;
  }

  MemorySegment memory() {
    return memory;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Takes the text from elsewhere as it stands. */
  void load(MemorySegment from, long at, int size) {
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, bytes, 0, size);
    length = size;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
