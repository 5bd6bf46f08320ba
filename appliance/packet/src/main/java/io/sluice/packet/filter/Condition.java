package io.sluice.packet.filter;

/** What is tested in which order; each part stands in one condition only. */
sealed interface Condition permits Condition.And, Condition.Or, Condition.Not, Check {
  record And(Condition first, Condition second) implements Condition {}

  record Or(Condition first, Condition second) implements Condition {}

  record Not(Condition operand) implements Condition {}

  default Condition and(Condition second) {
    return new And(this, second);
  }

  default Condition or(Condition second) {
    return new Or(this, second);
  }

  default Condition not() {
    return new Not(this);
  }
}
