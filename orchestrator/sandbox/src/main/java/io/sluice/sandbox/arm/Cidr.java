package io.sluice.sandbox.arm;

import java.util.Optional;

/** An IPv4 prefix; as in the cloud, its host bits must be zero. */
record Cidr(long network, int length) {

  static Optional<Cidr> parse(String text) {
    if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}")) {
      return Optional.empty();
    }
    String[] halves = text.split("/", -1);
    long network = 0;
    for (String octet : halves[0].split("\\.", -1)) {
      int value = Integer.parseInt(octet);
      if (value > 255) {
        return Optional.empty();
      }
      network = network << 8 | value;
    }
    int length = Integer.parseInt(halves[1]);
    if (length > 32 || network % (1L << (32 - length)) != 0) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(network, length));
  }

  private long end() {
    return network + (1L << (32 - length));
  }

  boolean contains(Cidr other) {
    return network <= other.network && other.end() <= end();
  }

  boolean overlaps(Cidr other) {
    return network < other.end() && other.network < end();
  }
}
