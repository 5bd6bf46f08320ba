package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import java.util.Optional;

/**
 * An IPv4 prefix.
 *
 * @param network its first address
 */
record Cidr(long network, int length) {
  /**
   * Reads a prefix; host bits are cleared, as EC2 does.
   *
   * @param parameter named in the error
   * @throws AwsException {@code InvalidParameterValue}
   */
  static Cidr parse(String text, String parameter) {
    return find(text)
        .orElseThrow(
            () ->
                AwsException.badRequest(
                    "InvalidParameterValue",
                    "Value (%s) for parameter %s is invalid. This is not a valid CIDR block."
                        .formatted(text, parameter)));
  }

  static Optional<Cidr> find(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}")) {
      return Optional.empty();
    }
    String[] halves = text.split("/", -1);
    int length = Integer.parseInt(halves[1]);
    long address = address(halves[0]);
    if (length > 32 || address < 0) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(address & -(1L << (32 - length)), length));
  }

  /** The number of an IPv4 address, or -1. */
  static long address(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      return -1;
    }
    long address = 0;
    for (String octet : text.split("\\.", -1)) {
      int value = Integer.parseInt(octet);
      if (value > 255) {
        return -1;
      }
      address = address << 8 | value;
    }
    return address;
  }

  static String text(long address) {
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  long size() {
    return 1L << (32 - length);
  }

  boolean contains(Cidr other) {
    return network <= other.network && other.network + other.size() <= network + size();
  }

  boolean overlaps(Cidr other) {
    return network < other.network + other.size() && other.network < network + size();
  }

  @Override
  public String toString() {
    return text(network) + "/" + length;
  }
}
