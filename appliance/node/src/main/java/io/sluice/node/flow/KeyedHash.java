package io.sluice.node.flow;

import java.security.SecureRandom;

/**
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) over whole words,
 * under a key that is drawn once for each process: whoever sends packets cannot choose their slots.
 */
final class KeyedHash {
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

  /** Opens a new hash. */
  KeyedHash start() {
    v0 = KEY_0 ^ 0x736f_6d65_7073_6575L;
    v1 = KEY_1 ^ 0x646f_7261_6e64_6f6dL;
    v2 = KEY_0 ^ 0x6c79_6765_6e65_7261L;
    v3 = KEY_1 ^ 0x7465_6462_7974_6573L;
    return this;
  }

  KeyedHash word(long word) {
    v3 ^= word;
    round();
    v0 ^= word;
    return this;
  }

  long end() {
    v2 ^= 0xff;
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
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
}
