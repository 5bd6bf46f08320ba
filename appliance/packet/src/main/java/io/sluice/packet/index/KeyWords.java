package io.sluice.packet.index;

/**
 * The keys of one packet as a few words, equal for both directions of a conversation. A word's
 * highest byte says what it is and how many words follow it.
 */
final class KeyWords {
  /** A key of a {@link Kind} by itself, in the lower bits. */
  static final int SINGLE = 0x10;

  /** An IPv4 header with protocol and ports; its two addresses follow in one word. */
  static final int IPV4 = 0x20;

  /** An IPv6 header with protocol and ports; its two addresses follow in two words each. */
  static final int IPV6 = 0x30;

  /** An IPv6 address by itself; it follows in two words. */
  static final int ADDRESS_6 = 0x40;

  /** In a header's word: ports are known. */
  private static final long PORTS = 1L << 40;

  static final int MOST = 80;

  /** What a header takes at the most: the rest is room for what ends the words. */
  private static final int ROOM = MOST - 6;

  final long[] words = new long[MOST];
  int count;

  void clear() {
    count = 0;
  }

  boolean full() {
    return count > ROOM;
  }

  void single(int kind, int value) {
    if (!full()) {
      words[count++] = (long) (SINGLE | kind) << 56 | (value & 0xffff_ffffL);
    }
  }

  /** No more is known: says so whatever there is room for. */
  void deep() {
    words[Math.min(count, MOST - 1)] = (long) (SINGLE | Kind.DEEP) << 56;
    count = Math.min(count + 1, MOST);
  }

  /** An address word for {@link #ipv4}: the lower address first. */
  void ipv4(int protocol, boolean ported, int source, int destination, int ports) {
    if (full()) {
      return;
    }
    words[count] = header(IPV4, protocol, ported, ports);
    words[count + 1] =
        Integer.compareUnsigned(source, destination) <= 0
            ? (long) source << 32 | (destination & 0xffff_ffffL)
            : (long) destination << 32 | (source & 0xffff_ffffL);
    count += 2;
  }

  void ipv6(
      int protocol,
      boolean ported,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int ports) {
    if (full()) {
      return;
    }
    words[count] = header(IPV6, protocol, ported, ports);
    int order = Long.compareUnsigned(sourceHigh, destinationHigh);
    boolean inOrder =
        order < 0 || (order == 0 && Long.compareUnsigned(sourceLow, destinationLow) <= 0);
    words[count + 1] = inOrder ? sourceHigh : destinationHigh;
    words[count + 2] = inOrder ? sourceLow : destinationLow;
    words[count + 3] = inOrder ? destinationHigh : sourceHigh;
    words[count + 4] = inOrder ? destinationLow : sourceLow;
    count += 5;
  }

  void address6(long high, long low) {
    if (full()) {
      return;
    }
    words[count] = (long) ADDRESS_6 << 56;
    words[count + 1] = high;
    words[count + 2] = low;
    count += 3;
  }

  private static long header(int what, int protocol, boolean ported, int ports) {
    int a = ports >>> 16;
    int b = ports & 0xffff;
    long both = ported ? PORTS | (long) Math.min(a, b) << 16 | Math.max(a, b) : 0;
    return (long) what << 56 | (long) protocol << 48 | both;
  }

  /** What takes keys out of words again. */
  interface Keys {
    void key(int kind, long high, long low);
  }

  /** Tells the keys in {@code count} words from {@code at} on. */
  static void tell(long[] words, int at, int count, Keys keys) {
    int next = at;
    while (next < at + count) {
      long word = words[next++];
      int what = (int) (word >>> 56);
      switch (what) {
        case IPV4 -> {
          header(word, keys, 0x0800);
          keys.key(Kind.ADDRESS_4, 0, words[next] >>> 32);
          keys.key(Kind.ADDRESS_4, 0, words[next] & 0xffff_ffffL);
          next++;
        }
        case IPV6 -> {
          header(word, keys, 0x86dd);
          keys.key(Kind.ADDRESS_6, words[next], words[next + 1]);
          keys.key(Kind.ADDRESS_6, words[next + 2], words[next + 3]);
          next += 4;
        }
        case ADDRESS_6 -> {
          keys.key(Kind.ADDRESS_6, words[next], words[next + 1]);
          next += 2;
        }
        default -> keys.key(what & 0xf, 0, word & 0xffff_ffffL);
      }
    }
  }

  private static void header(long word, Keys keys, int etherType) {
    keys.key(Kind.ETHER_TYPE, 0, etherType);
    keys.key(Kind.PROTOCOL, 0, (word >>> 48) & 0xff);
    if ((word & PORTS) != 0) {
      keys.key(Kind.PORT, 0, (word >>> 16) & 0xffff);
      keys.key(Kind.PORT, 0, word & 0xffff);
    }
  }
}
