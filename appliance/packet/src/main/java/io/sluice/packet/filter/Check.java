package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Steps without a way out in between, and the comparison at their end.
 *
 * @param code a conditional jump
 */
record Check(List<Step> steps, int code, int k) implements Condition {

  /** The accumulator after {@code steps} compared with {@code k}. */
  static Check of(List<Step> steps, int comparison, int k) {
    return new Check(new ArrayList<>(steps), Op.JMP | comparison | Op.K, k);
  }

  /** The accumulator after {@code steps} compared with the index register. */
  static Check byX(List<Step> steps, int comparison) {
    return new Check(new ArrayList<>(steps), Op.JMP | comparison | Op.X, 0);
  }

  /** A test that is always true, or never. */
  static Check constant(boolean always) {
    return of(List.of(new Step(Op.LD | Op.IMM, always ? 0 : 1)), Op.JEQ, 0);
  }
}
