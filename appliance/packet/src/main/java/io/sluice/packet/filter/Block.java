package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Steps of a program that are done one after the other, and where it goes on after them. */
final class Block {
  /** The accumulator and the index register, numbered behind the words of scratch memory. */
  static final int A = Op.REGISTERS;

  static final int X = Op.REGISTERS + 1;
  static final int ATOMS = Op.REGISTERS + 2;

  /** One of the two ways out of a block. */
  static final class Edge {
    final Block from;
    @Nullable Block to;
    int id;

    /** The comparison, and whether this is the way of a yes. */
    int code;

    boolean taken;

    /** The edges that each way to this one passes. */
    long[] dominators = {};

    Edge(Block from) {
      this.from = from;
    }
  }

  List<Step> steps;
  int code;
  int k;
  final Edge yes = new Edge(this);
  final Edge no = new Edge(this);

  int id;
  int level;
  boolean seen;

  /** The blocks that each way to this one passes. */
  long[] dominators = {};

  /** The edges that lead here, the one found last first. */
  final List<Edge> in = new ArrayList<>();

  /** Bits of atoms. */
  int used;

  int killed;
  int usedAfter;

  /** What each atom holds at the end, as a number of {@link Values}. */
  int[] values = new int[ATOMS];

  /** What the accumulator is compared with. */
  int operand;

  /** The same block further on, or null. */
  @Nullable Block twin;

  Block(List<Step> steps, int code, int k) {
    this.steps = new ArrayList<>(steps);
    this.code = code;
    this.k = k;
  }

  static Block end(boolean matches) {
    return new Block(List.of(), Op.RET | Op.K, matches ? Program.MATCHES : 0);
  }

  boolean isEnd() {
    return yes.to == null;
  }

  boolean isJump() {
    return Op.kind(code) == Op.JMP;
  }

  Block yes() {
    return Objects.requireNonNull(yes.to);
  }

  Block no() {
    return Objects.requireNonNull(no.to);
  }

  /** Makes blocks of a condition; the first one of them. */
  static Block of(Condition condition, Block yes, Block no) {
    Condition at = condition;
    Block onYes = yes;
    Block onNo = no;
    // From the last one to the first, so that a long list is no deep recursion
    while (true) {
      switch (at) {
        case Condition.And(Condition first, Condition second) -> {
          onYes = of(second, onYes, onNo);
          at = first;
        }
        case Condition.Or(Condition first, Condition second) -> {
          onNo = of(second, onYes, onNo);
          at = first;
        }
        case Condition.Not(Condition operand) -> {
          Block swapped = onYes;
          onYes = onNo;
          onNo = swapped;
          at = operand;
        }
        case Check check -> {
          Block block = new Block(check.steps(), check.code(), check.k());
          block.yes.to = onYes;
          block.no.to = onNo;
          return block;
        }
      }
    }
  }
}
