package io.sluice.node.flow.look;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * JA4, FoxIO's fingerprint of a TLS client over TCP: {@code t13d1516h2_8daaf6152771_e5627efa2ab1}
 * (https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md). Used again for each
 * ClientHello; allocates nothing after its first.
 */
final class Ja4 {
  private static final int SERVER_NAME = 0;
  private static final int PROTOCOLS = 16;

  /** More of a kind than fit into the longest hello that is put together; more are no client's. */
  private static final int MOST = 2048;

  private static final int HASH_DIGITS = 12;

  private final MessageDigest sha256;
  private final byte[] hash = new byte[32];
  private final byte[] list = new byte[5];
  private final int[] ciphers = new int[MOST];
  private final int[] extensions = new int[MOST];
  private final int[] signatures = new int[MOST];

  private int cipherCount;
  private int extensionCount;
  private int hashedCount;
  private int signatureCount;
  private int version;
  private boolean named;
  private boolean over;
  private int first;
  private int last;

  Ja4() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Values that clients mix in for servers to ignore (RFC 8701). */
  static boolean isGrease(int value) {
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
  }

  void clear() {
    cipherCount = 0;
    extensionCount = 0;
    hashedCount = 0;
    signatureCount = 0;
    version = 0;
    named = false;
    over = false;
    first = -1;
    last = -1;
  }

  void cipher(int cipher) {
    if (!isGrease(cipher) && fits(cipherCount)) {
      ciphers[cipherCount++] = cipher;
    }
  }

  void extension(int type) {
    if (!isGrease(type) && fits(extensionCount)) {
      extensionCount++;
      named |= type == SERVER_NAME;
      if (type != SERVER_NAME && type != PROTOCOLS) {
        extensions[hashedCount++] = type;
      }
    }
  }

  void signature(int algorithm) {
    if (!isGrease(algorithm) && fits(signatureCount)) {
      signatures[signatureCount++] = algorithm;
    }
  }

  private boolean fits(int count) {
    over |= count == MOST;
    return count < MOST;
  }

  /** Whether there was more than a fingerprint is made of. */
  boolean isOver() {
    return over;
  }

  /** The version in the hello itself, which counts when there is no list of versions. */
  void legacy(int value) {
    version = value;
  }

  /** A list of versions follows. */
  void versions() {
    version = 0;
  }

  void version(int value) {
    if (!isGrease(value)) {
      version = Math.max(version, value);
    }
  }

  /** The highest version there was, or 0. */
  int version() {
    return version;
  }

  /** The first protocol's first and last byte. */
  void protocol(int firstByte, int lastByte) {
    first = firstByte;
    last = lastByte;
  }

  /** Writes 36 characters. */
  void write(Letters out) {
    out.trusted('t');
    writeVersion(out);
    out.trusted(named ? 'd' : 'i');
    out.two(Math.min(cipherCount, 99));
    out.two(Math.min(extensionCount, 99));
    writeProtocol(out);
    out.trusted('_');
    Arrays.sort(ciphers, 0, cipherCount);
    add(ciphers, cipherCount);
    writeHash(cipherCount == 0, out);
    out.trusted('_');
    Arrays.sort(extensions, 0, hashedCount);
    add(extensions, hashedCount);
    if (signatureCount > 0) {
      sha256.update((byte) '_');
      add(signatures, signatureCount);
    }
    writeHash(hashedCount == 0, out);
  }

  private void writeVersion(Letters out) {
    switch (version) {
      case 0x0304 -> out.two(13);
      case 0x0303 -> out.two(12);
      case 0x0302 -> out.two(11);
      case 0x0301 -> out.two(10);
      case 0x0300 -> word("s3", out);
      case 0x0002 -> word("s2", out);
      default -> out.two(0);
    }
  }

  private static void word(String word, Letters out) {
    for (int i = 0; i < word.length(); i++) {
      out.trusted(word.charAt(i));
    }
  }

  private void writeProtocol(Letters out) {
    if (first < 0) {
      out.two(0);
    } else if (isAlphanumeric(first) && isAlphanumeric(last)) {
      out.trusted(first);
      out.trusted(last);
    } else {
      out.trusted(Letters.hex(first >> 4));
      out.trusted(Letters.hex(last));
    }
  }

  private static boolean isAlphanumeric(int letter) {
    return (letter >= '0' && letter <= '9')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= 'a' && letter <= 'z');
  }

  /** Four hexadecimal digits each, a comma between them. */
  private void add(int[] values, int count) {
    for (int i = 0; i < count; i++) {
      list[0] = ',';
      for (int digit = 0; digit < 4; digit++) {
        list[1 + digit] = (byte) Letters.hex(values[i] >> (12 - 4 * digit));
      }
      sha256.update(list, i == 0 ? 1 : 0, i == 0 ? 4 : 5);
    }
  }

  private void writeHash(boolean nothing, Letters out) {
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("the hash is as long as SHA-256 makes it", e);
    }
    for (int i = 0; i < HASH_DIGITS / 2; i++) {
      out.hex8(nothing ? 0 : hash[i] & 0xff);
    }
  }
}
