package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rewrites the steps of one block after the other from what is known at its start. */
final class StepOptimizer {
  private final Source source;
  private Values values = new Values();

  /** Whether any step was rewritten since this was last set to false. */
  boolean changed;

  StepOptimizer(Source source) {
    this.source = source;
  }

  /** Forgets all that was known. */
  void begin() {
    values = new Values();
  }

  /**
   * @param rewrite whether to rewrite steps by what they compute, and not only by what follows
   */
  void optimize(Block block, boolean rewrite) throws FilterException {
    int[] known = block.values;
    Arrays.fill(known, Values.UNKNOWN);
    if (!block.in.isEmpty()) {
      System.arraycopy(block.in.getFirst().from.values, 0, known, 0, known.length);
      for (Block.Edge edge : block.in.subList(1, block.in.size())) {
        for (int atom = 0; atom < known.length; atom++) {
          if (known[atom] != edge.from.values[atom]) {
            known[atom] = Values.UNKNOWN;
          }
        }
      }
    }
    int a = known[Block.A];
    int x = known[Block.X];
    for (Step step : block.steps) {
      step(step, known, rewrite);
    }
    boolean nothingNew =
        block.usedAfter == 0
            && a != Values.UNKNOWN
            && known[Block.A] == a
            && x != Values.UNKNOWN
            && known[Block.X] == x;
    if (rewrite && (nothingNew || !block.isJump())) {
      if (!block.steps.isEmpty()) {
        block.steps = new ArrayList<>();
        changed = true;
      }
    } else {
      Peephole.optimize(block, values, this);
      removeUnused(block);
    }
    block.operand = Op.byX(block.code) ? known[Block.X] : values.constant(block.k);
    block.yes.code = block.code;
    block.yes.taken = true;
    block.no.code = block.code;
    block.no.taken = false;
  }

  private void put(Step step, int[] known, int atom, int value, boolean rewrite) {
    if (rewrite && value != Values.UNKNOWN && known[atom] == value) {
      step.code = Op.NOP;
    } else {
      known[atom] = value;
    }
  }

  private void step(Step step, int[] known, boolean rewrite) throws FilterException {
    if (step.code == Op.NOP) {
      return;
    }
    switch (Op.kind(step.code)) {
      case Op.LD -> load(step, known, Block.A, rewrite);
      case Op.LDX -> load(step, known, Block.X, rewrite);
      case Op.ST -> put(step, known, step.k, known[Block.A], rewrite);
      case Op.STX -> put(step, known, step.k, known[Block.X], rewrite);
      case Op.ALU -> {
        if (Op.operation(step.code) == Op.NEG) {
          negate(step, known, rewrite);
        } else if (Op.byX(step.code)) {
          computeByX(step, known, rewrite);
        } else {
          computeByK(step, known, rewrite);
        }
      }
      case Op.MISC -> {
        boolean toX = step.code == (Op.MISC | Op.TAX);
        put(step, known, toX ? Block.X : Block.A, known[toX ? Block.A : Block.X], rewrite);
      }
      default -> throw new AssertionError(step.code);
    }
  }

  private void load(Step step, int[] known, int atom, boolean rewrite) {
    int value =
        switch (Op.mode(step.code)) {
          case Op.IMM -> values.constant(step.k);
          case Op.LEN -> values.of(step.code, 0, 0);
          case Op.IND -> {
            int x = known[Block.X];
            if (rewrite && values.isConstant(x)) {
              step.code = Op.LD | Op.ABS | Op.size(step.code);
              step.k += values.content(x);
              changed = true;
              x = 0;
            }
            yield values.of(step.code, step.k, x);
          }
          case Op.MEM -> {
            int stored = known[step.k];
            if (rewrite && values.isConstant(stored)) {
              step.code = Op.kind(step.code) | Op.IMM;
              step.k = values.content(stored);
              changed = true;
            }
            yield stored;
          }
          default -> values.of(step.code, step.k, 0);
        };
    put(step, known, atom, value, rewrite);
  }

  private void negate(Step step, int[] known, boolean rewrite) {
    int a = known[Block.A];
    if (rewrite && values.isConstant(a)) {
      step.code = Op.LD | Op.IMM;
      step.k = -values.content(a);
      known[Block.A] = values.constant(step.k);
    } else {
      known[Block.A] = values.of(step.code, a, 0);
    }
  }

  private void computeByK(Step step, int[] known, boolean rewrite) throws FilterException {
    int operation = Op.operation(step.code);
    if (rewrite && step.k == 0) {
      switch (operation) {
        case Op.ADD, Op.LSH, Op.RSH, Op.OR, Op.XOR -> {
          step.code = Op.NOP;
          return;
        }
        case Op.MUL, Op.AND -> {
          step.code = Op.LD | Op.IMM;
          known[Block.A] = values.constant(0);
          return;
        }
        case Op.DIV, Op.MOD -> throw byZero();
        default -> {
          // Only what is left is computed
        }
      }
    }
    if (rewrite && values.isConstant(known[Block.A])) {
      fold(step, values.content(known[Block.A]), step.k);
      known[Block.A] = values.constant(step.k);
      return;
    }
    known[Block.A] = values.of(step.code, known[Block.A], values.constant(step.k));
  }

  private void computeByX(Step step, int[] known, boolean rewrite) throws FilterException {
    int operation = Op.operation(step.code);
    int a = known[Block.A];
    int x = known[Block.X];
    if (rewrite && values.isConstant(x)) {
      if (values.isConstant(a)) {
        fold(step, values.content(a), values.content(x));
        known[Block.A] = values.constant(step.k);
        return;
      }
      step.code = Op.ALU | Op.K | operation;
      step.k = values.content(x);
      if ((operation == Op.LSH || operation == Op.RSH) && Integer.compareUnsigned(step.k, 31) > 0) {
        throw whole("a number can be shifted by 31 bits at most");
      }
      changed = true;
      known[Block.A] = values.of(step.code, a, values.constant(step.k));
      return;
    }
    if (rewrite && values.isConstant(a) && values.content(a) == 0) {
      switch (operation) {
        case Op.ADD, Op.OR, Op.XOR -> {
          step.code = Op.MISC | Op.TXA;
          put(step, known, Block.A, x, true);
          return;
        }
        case Op.MUL, Op.DIV, Op.MOD, Op.AND, Op.LSH, Op.RSH -> {
          step.code = Op.LD | Op.IMM;
          step.k = 0;
          put(step, known, Block.A, values.constant(0), true);
          return;
        }
        default -> {
          // 0 less something is not known
        }
      }
    }
    known[Block.A] = values.of(step.code, a, x);
  }

  private FilterException whole(String message) {
    return source.error(0, source.text.length(), message);
  }

  private FilterException byZero() {
    return whole("nothing can be divided by 0");
  }

  private void fold(Step step, int a, int b) throws FilterException {
    int operation = Op.operation(step.code);
    if (b == 0 && (operation == Op.DIV || operation == Op.MOD)) {
      throw byZero();
    }
    step.k = Interpreter.compute(operation, a, b);
    step.code = Op.LD | Op.IMM;
    changed = true;
  }

  /** Steps whose result nobody reads. */
  private void removeUnused(Block block) {
    @Nullable Step[] last = new @Nullable Step[Block.ATOMS];
    for (Step step : block.steps) {
      forget(last, FlowGraph.used(step.code, step.k));
      int defined = FlowGraph.defined(step.code, step.k);
      if (defined != 0) {
        int atom = Integer.numberOfTrailingZeros(defined);
        drop(last[atom]);
        last[atom] = step;
      }
    }
    if (block.isJump()) {
      forget(last, FlowGraph.used(block.code, block.k));
    }
    for (int atom = 0; atom < last.length; atom++) {
      if ((block.usedAfter & 1 << atom) == 0) {
        drop(last[atom]);
      }
    }
  }

  private static void forget(@Nullable Step[] last, int atoms) {
    for (int atom = 0; atom < last.length; atom++) {
      if ((atoms & 1 << atom) != 0) {
        last[atom] = null;
      }
    }
  }

  private void drop(@Nullable Step step) {
    if (step != null) {
      step.code = Op.NOP;
      changed = true;
    }
  }

  static List<Step> alive(Block block) {
    return block.steps.stream().filter(step -> step.code != Op.NOP).toList();
  }
}
