package io.sluice.aws;

import java.util.Collection;
import java.util.Set;

/**
 * Which number a mirror session of ours takes on an interface.
 *
 * <p>TM-4: numbers are 1 to 32766 and unique on an interface, and of all sessions whose filter
 * matches a packet the one with the lowest number alone mirrors it. So a new session of ours goes
 * behind every session of others: their tools go on seeing what they see, and ours sees the rest. A
 * session of ours that stands keeps its number, whatever others do later.
 *
 * <p>TM-1: an interface has three sessions at most, whoever made them.
 */
final class SessionNumbers {
  /** TM-4. */
  static final int LAST = 32_766;

  /** TM-1. */
  static final int PER_INTERFACE = 3;

  private SessionNumbers() {}

  /** A number, or why there is none. */
  sealed interface Choice {}

  /** The number to use. */
  record Free(int number) implements Choice {}

  /** TM-1: others hold all three places. */
  record Full() implements Choice {}

  /** TM-4: others hold the last number, and in front of them we would take their packets. */
  record NoneBehind() implements Choice {}

  /**
   * The lowest number behind those of others.
   *
   * @param foreign the numbers of others' sessions on the interface
   */
  static Choice behind(Set<Integer> foreign) {
    if (foreign.size() >= PER_INTERFACE) {
      return new Full();
    }
    int last = highest(foreign);
    return last >= LAST ? new NoneBehind() : new Free(last + 1);
  }

  private static int highest(Collection<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
