package io.sluice.node.analyze;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text on its way out, without an object for each number of a million rows. */
final class Ascii {
  private static final int SIZE = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private final byte[] digits = new byte[20];
  private int length;

  Ascii(OutputStream out) {
    this.out = out;
  }

  Ascii put(char one) throws IOException {
    if (length == SIZE) {
      drain();
    }
    buffer[length++] = (byte) one;
    return this;
  }

  Ascii put(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > SIZE - length) {
      drain();
    }
    if (bytes.length > SIZE) {
      out.write(bytes);
    } else {
      System.arraycopy(bytes, 0, buffer, length, bytes.length);
      length += bytes.length;
    }
    return this;
  }

  Ascii put(long number) throws IOException {
    if (number < 0) {
      return put(Long.toString(number));
    }
    int at = digits.length;
    long left = number;
    do {
      digits[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left != 0);
    int count = digits.length - at;
    if (count > SIZE - length) {
      drain();
    }
    System.arraycopy(digits, at, buffer, length, count);
    length += count;
    return this;
  }

  private void drain() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  void flush() throws IOException {
    drain();
    out.flush();
  }
}
