package io.sluice.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) over whole words,
 * with 64 bits of output or the reference code's 128, under a key that is drawn once for each
 * process: whoever sends packets can neither choose their slots in a table nor make two of them
 * look alike.
 *
 * <p>A cursor to be used again for each message, by one thread; allocates nothing.
 */
public final class KeyedHash {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long KEY_0;
  private static final long KEY_1;

  static {
    SecureRandom random = new SecureRandom();
    KEY_0 = random.nextLong();
    KEY_1 = random.nextLong();
  }

  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long high;
  private long low;

  /** Opens a message whose hash is {@link #end()}. */
  public KeyedHash start() {
    v0 = KEY_0 ^ 0x736f_6d65_7073_6575L;
    v1 = KEY_1 ^ 0x646f_7261_6e64_6f6dL;
    v2 = KEY_0 ^ 0x6c79_6765_6e65_7261L;
    v3 = KEY_1 ^ 0x7465_6462_7974_6573L;
    return this;
  }

  /** Opens a message whose hash is {@link #endWide()}. */
  public KeyedHash startWide() {
    start();
    v1 ^= 0xee;
    return this;
  }

  /** Takes in eight bytes. */
  public KeyedHash word(long word) {
    v3 ^= word;
    round();
    v0 ^= word;
    return this;
  }

  /**
   * Takes in bytes, filled up with zeros to whole words: how many there are must be told before.
   */
  public void bytes(MemorySegment memory, long from, int length) {
    int whole = length & -Long.BYTES;
    // In registers: as fields they would be written for every word
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3;
    for (int i = 0; i < whole; i += Long.BYTES) {
      long word = memory.get(WORD, from + i);
      d ^= word;
      a += b;
      b = Long.rotateLeft(b, 13) ^ a;
      a = Long.rotateLeft(a, 32);
      c += d;
      d = Long.rotateLeft(d, 16) ^ c;
      a += d;
      d = Long.rotateLeft(d, 21) ^ a;
      c += b;
      b = Long.rotateLeft(b, 17) ^ c;
      c = Long.rotateLeft(c, 32);
      a ^= word;
    }
    v0 = a;
    v1 = b;
    v2 = c;
    v3 = d;
    if (whole < length) {
      word(wordOf(memory, from + whole, length - whole));
    }
  }

  /** Eight bytes as the algorithm reads them: the first is the lowest. */
  public static long wordOf(MemorySegment memory, long at) {
    return memory.get(WORD, at);
  }

  /** So many bytes, up to 8, as the lower ones of a word. */
  private static long wordOf(MemorySegment memory, long from, int length) {
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << 8 | Memory.u8(memory, from + i);
    }
    return word;
  }

  /** The hash in 64 bits. */
  public long end() {
    v2 ^= 0xff;
    rounds();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** Ends the message; {@link #high} and {@link #low} are its hash then. */
  public void endWide() {
    v2 ^= 0xee;
    rounds();
    high = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    rounds();
    low = v0 ^ v1 ^ v2 ^ v3;
  }

  private void rounds() {
    round();
    round();
    round();
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }

  /** The upper 64 bits of {@link #endWide()}. */
  public long high() {
    return high;
  }

  /** The lower 64 bits of {@link #endWide()}. */
  public long low() {
    return low;
  }
}
