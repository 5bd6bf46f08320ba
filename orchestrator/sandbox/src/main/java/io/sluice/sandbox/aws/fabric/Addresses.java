package io.sluice.sandbox.aws.fabric;

/** IPv4 addresses as big-endian ints. */
final class Addresses {
  private Addresses() {}

  /**
   * Reads dotted IPv4.
   *
   * @throws IllegalArgumentException when it is none
   */
  static int of(String dotted) {
    String[] octets = dotted.split("\\.", -1);
    if (octets.length != 4) {
      throw new IllegalArgumentException("not an IPv4 address: " + dotted);
    }
    int address = 0;
    for (String octet : octets) {
      int value = Integer.parseInt(octet);
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + dotted);
      }
      address = address << 8 | value;
    }
    return address;
  }
}
