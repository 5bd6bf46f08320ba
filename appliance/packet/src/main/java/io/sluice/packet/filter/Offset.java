package io.sluice.packet.filter;

/**
 * Where something starts in a packet: a constant, and behind headers without a fixed length also
 * what stands in a register.
 *
 * @param register -1 where the offset is constant
 */
record Offset(int constant, int register) {
  static Offset at(int constant) {
    return new Offset(constant, -1);
  }

  static Offset in(int register) {
    return new Offset(0, register);
  }

  Offset plus(int bytes) {
    return new Offset(constant + bytes, register);
  }

  boolean isVariable() {
    return register >= 0;
  }
}
