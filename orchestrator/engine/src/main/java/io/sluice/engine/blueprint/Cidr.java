package io.sluice.engine.blueprint;

/**
 * An IPv4 range (RFC 4632).
 *
 * @param network the first address, as an unsigned number
 * @param prefix bits that are fixed, 0 to 32
 */
record Cidr(long network, int prefix) {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  static final String ADDRESS_PATTERN = "(?:" + OCTET + "\\.){3}" + OCTET;
  static final String PATTERN = ADDRESS_PATTERN + "/(?:3[0-2]|[12]?[0-9])";
  static final String FORM = "an IPv4 range such as 10.40.0.0/16";

  /** Reads text that matches {@link #PATTERN}. */
  static Cidr of(String text) {
    int slash = text.indexOf('/');
    return new Cidr(address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /** Reads text that matches {@link #ADDRESS_PATTERN}. */
  static long address(String text) {
    long value = 0;
    for (String octet : text.split("\\.", -1)) {
      value = value << 8 | Integer.parseInt(octet);
    }
    return value;
  }

  long size() {
    return 1L << (32 - prefix);
  }

  /** The range that an address in this one belongs to: itself when no host bit is set. */
  Cidr aligned() {
    return new Cidr(network / size() * size(), prefix);
  }

  boolean contains(long address) {
    long first = aligned().network;
    return address >= first && address < first + size();
  }

  boolean contains(Cidr other) {
    return prefix <= other.prefix && contains(other.network);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(
            network >> 24 & 255, network >> 16 & 255, network >> 8 & 255, network & 255, prefix);
  }
}
