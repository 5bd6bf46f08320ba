package io.sluice.packet.filter;

import java.util.List;

/** What neighbouring steps of a block can be made into, and its comparison. */
final class Peephole {
  private static final int LOAD_CONSTANT = Op.LD | Op.IMM;
  private static final int EQUAL = Op.JMP | Op.JEQ | Op.K;
  private static final int ANY_BIT = Op.JMP | Op.JSET | Op.K;

  private Peephole() {}

  static void optimize(Block block, Values values, StepOptimizer owner) {
    if (block.steps.isEmpty()) {
      return;
    }
    List<Step> steps = StepOptimizer.alive(block);
    for (int i = 0; i + 1 < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.code != Op.NOP) {
        neighbours(block, step, next(steps, i), owner);
      }
    }
    // A step without a neighbour is not looked at, as in libpcap, unless it never had one
    Step last = steps.size() < 2 ? block.steps.getFirst() : steps.getLast();
    if (block.code == EQUAL && (block.usedAfter & 1 << Block.A) == 0) {
      comparison(block, last, values, owner);
    }
    if (block.code == ANY_BIT) {
      if (block.k == 0) {
        block.yes.to = block.no.to;
      }
      if (block.k == -1) {
        // Not so of 0; but libpcap has it so, and its answers are ours
        block.no.to = block.yes.to;
      }
    }
    constantComparison(block, values, owner);
  }

  /** What comes after step {@code i}: that one and up to three more. */
  private static List<Step> next(List<Step> steps, int i) {
    return steps.stream().skip(i + 1L).filter(step -> step.code != Op.NOP).limit(4).toList();
  }

  private static void neighbours(Block block, Step step, List<Step> next, StepOptimizer owner) {
    if (next.isEmpty()) {
      return;
    }
    Step second = next.getFirst();
    if (Op.kind(step.code) == Op.ST && second.code == (Op.LDX | Op.MEM) && step.k == second.k) {
      owner.changed = true;
      second.code = Op.MISC | Op.TAX;
    }
    if (step.code == LOAD_CONSTANT && second.code == (Op.MISC | Op.TAX)) {
      step.code = Op.LDX | Op.IMM;
      second.code = Op.MISC | Op.TXA;
      owner.changed = true;
    }
    if (step.code != LOAD_CONSTANT || (block.usedAfter & 1 << Block.X) != 0) {
      return;
    }
    // A constant added to the index register, and loaded by it: it may as well stand in the load
    int from = second.code == (Op.LDX | Op.MSH | Op.B) ? 1 : 0;
    if (next.size() < from + 3) {
      return;
    }
    Step add = next.get(from);
    Step toX = next.get(from + 1);
    Step load = next.get(from + 2);
    if (add.code == (Op.ALU | Op.ADD | Op.X)
        && toX.code == (Op.MISC | Op.TAX)
        && Op.kind(load.code) == Op.LD
        && Op.mode(load.code) == Op.IND) {
      load.k += step.k;
      step.code = Op.NOP;
      add.code = Op.NOP;
      toX.code = Op.NOP;
      owner.changed = true;
    }
  }

  private static void comparison(Block block, Step last, Values values, StepOptimizer owner) {
    if (last.code == (Op.ALU | Op.SUB | Op.X)) {
      int x = block.values[Block.X];
      if (values.isConstant(x)) {
        block.k += values.content(x);
        last.code = Op.NOP;
        owner.changed = true;
      } else if (block.k == 0) {
        last.code = Op.NOP;
        block.code = Op.JMP | Op.JEQ | Op.X;
        owner.changed = true;
      }
    } else if (last.code == (Op.ALU | Op.SUB | Op.K)) {
      last.code = Op.NOP;
      block.k += last.k;
      owner.changed = true;
    } else if (last.code == (Op.ALU | Op.AND | Op.K) && block.k == 0) {
      block.k = last.k;
      block.code = ANY_BIT;
      last.code = Op.NOP;
      owner.changed = true;
      Block yes = block.yes.to;
      block.yes.to = block.no.to;
      block.no.to = yes;
    }
  }

  private static void constantComparison(Block block, Values values, StepOptimizer owner) {
    int x = block.values[Block.X];
    if (values.isConstant(x) && Op.byX(block.code)) {
      block.code &= ~Op.X;
      block.k = values.content(x);
    }
    int a = block.values[Block.A];
    if (!block.isJump() || !values.isConstant(a) || Op.byX(block.code)) {
      return;
    }
    boolean yes = Interpreter.compare(block.code, values.content(a), block.k);
    if (block.yes.to != block.no.to) {
      owner.changed = true;
    }
    if (yes) {
      block.no.to = block.yes.to;
    } else {
      block.yes.to = block.no.to;
    }
  }
}
