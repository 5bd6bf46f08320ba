package io.sluice.it.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes bytes in network order, for seeds. */
final class Wire {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Wire u8(int value) {
    out.write(value);
    return this;
  }

  Wire u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  Wire u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  Wire bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Wire text(String text) {
    return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire zeroes(int count) {
    return bytes(new byte[count]);
  }

  int size() {
    return out.size();
  }

  byte[] done() {
    return out.toByteArray();
  }
}
