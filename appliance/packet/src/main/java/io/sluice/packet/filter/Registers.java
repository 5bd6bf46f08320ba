package io.sluice.packet.filter;

/** Words of scratch memory that are in use. */
final class Registers {
  private final boolean[] used = new boolean[Op.REGISTERS];
  private int current;

  /** The next free one, round and round. */
  int take(Source source) throws FilterException {
    for (int tries = 0; tries < used.length; tries++) {
      if (!used[current]) {
        used[current] = true;
        return current;
      }
      current = (current + 1) % used.length;
    }
    throw source.error("this needs more than " + used.length + " intermediate results");
  }

  void free(int register) {
    used[register] = false;
  }
}
