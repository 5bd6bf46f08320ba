package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for what is computed: the same number for the same operation on the same operands. */
final class Values {
  static final int UNKNOWN = 0;

  private record Computed(int code, int left, int right) {}

  private final Map<Computed, Integer> numbers = new HashMap<>();
  private final List<Boolean> constants = new ArrayList<>(List.of(false));
  private final List<Integer> contents = new ArrayList<>(List.of(0));

  int of(int code, int left, int right) {
    Integer known = numbers.get(new Computed(code, left, right));
    if (known != null) {
      return known;
    }
    int number = constants.size();
    numbers.put(new Computed(code, left, right), number);
    boolean load = Op.kind(code) == Op.LD || Op.kind(code) == Op.LDX;
    constants.add(load && Op.mode(code) == Op.IMM);
    contents.add(left);
    return number;
  }

  int constant(int content) {
    return of(Op.LD | Op.IMM, content, 0);
  }

  boolean isConstant(int number) {
    return constants.get(number);
  }

  int content(int number) {
    return contents.get(number);
  }
}
