package io.sluice.sandbox.aws.fabric;

/** Mixes bits well: neighbouring addresses and ports must not land on one target. */
final class Spread {
  private Spread() {}

  /** The finalizer of MurmurHash3. */
  static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
