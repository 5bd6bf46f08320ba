package io.sluice.packet.filter;

import org.jspecify.annotations.Nullable;

/** One instruction of a {@link Check}, before programs are laid out. */
final class Step {
  int code;
  int k;

  /** Where a jump among a check's own steps leads; only in what is never optimized. */
  @Nullable Step yes;

  @Nullable Step no;

  Step(int code, int k) {
    this.code = code;
    this.k = k;
  }

  Step(int code) {
    this(code, 0);
  }
}
