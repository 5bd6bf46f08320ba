package io.sluice.node.flow.look;

import io.sluice.node.flow.Flow;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Passes names on to whoever listens; without anybody nothing is made of them. */
final class Heard {
  private final @Nullable NameListener listener;
  private @Nullable Flow flow;

  Heard(@Nullable NameListener listener) {
    this.listener = listener;
  }

  /** Whose names come next. */
  void of(Flow now) {
    flow = now;
  }

  /**
   * A name that was read.
   *
   * @param part of the letters that it is
   */
  void name(Letters letters, int part) {
    if (listener == null || flow == null) {
      return;
    }
    byte[] bytes = letters.bytes();
    int start = 0;
    for (int i = 0; i < part; i++) {
      while (start < letters.length() && bytes[start] != 0) {
        start++;
      }
      start++;
    }
    int end = start;
    while (end < letters.length() && bytes[end] != 0) {
      end++;
    }
    if (start < end) {
      listener.heard(flow, new String(bytes, start, end - start, StandardCharsets.US_ASCII));
    }
  }
}
