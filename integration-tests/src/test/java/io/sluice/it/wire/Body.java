package io.sluice.it.wire;

import java.nio.charset.StandardCharsets;

/** The bytes of a message. */
public final class Body {
  private final byte[] bytes;

  Body(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Body of(String text) {
    return new Body(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
