package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What can be said of a program's blocks from how they lead to each other. */
final class FlowGraph {
  final List<Block> blocks = new ArrayList<>();
  final List<Block.Edge> edges = new ArrayList<>();
  private final int blockWords;
  private final int edgeWords;

  /** Blocks by the longest way to an end; each level begins with the one found last. */
  private final List<List<Block>> levels = new ArrayList<>();

  FlowGraph(Block root) {
    number(root);
    blocks.forEach(block -> block.seen = false);
    int count = blocks.size();
    for (Block block : blocks) {
      block.yes.id = block.id;
      block.no.id = count + block.id;
      edges.add(block.yes);
    }
    blocks.forEach(block -> edges.add(block.no));
    blockWords = (count >>> 6) + 1;
    edgeWords = ((2 * count) >>> 6) + 1;
  }

  private void number(Block block) {
    if (block.seen) {
      return;
    }
    block.seen = true;
    block.id = blocks.size();
    blocks.add(block);
    if (!block.isEnd()) {
      number(block.yes());
      number(block.no());
    }
  }

  /** Looks at the graph anew. */
  void look(Block root) {
    blocks.forEach(block -> block.seen = false);
    levels.clear();
    level(root);
    levels.replaceAll(List::reversed);
    dominators(root);
    uses();
    edgeDominators(root);
  }

  private void level(Block block) {
    if (block.seen) {
      return;
    }
    block.seen = true;
    block.level = 0;
    if (!block.isEnd()) {
      level(block.yes());
      level(block.no());
      block.level = Math.max(block.yes().level, block.no().level) + 1;
    }
    while (levels.size() <= block.level) {
      levels.add(new ArrayList<>());
    }
    levels.get(block.level).add(block);
  }

  /** From the root to the ends. */
  List<Block> downwards() {
    List<Block> all = new ArrayList<>();
    levels.reversed().forEach(all::addAll);
    return all;
  }

  /** From what leads to the ends to the root; the ends are left out. */
  List<Block> upwards() {
    List<Block> all = new ArrayList<>();
    levels.stream().skip(1).forEach(all::addAll);
    return all;
  }

  private static void intersect(long[] into, long[] with) {
    for (int i = 0; i < into.length; i++) {
      into[i] &= with[i];
    }
  }

  private static void insert(long[] set, int id) {
    set[id >>> 6] |= 1L << id;
  }

  static boolean contains(long[] set, int id) {
    return (set[id >>> 6] & 1L << id) != 0;
  }

  private static long[] full(int words) {
    long[] set = new long[words];
    Arrays.fill(set, -1);
    return set;
  }

  private void dominators(Block root) {
    blocks.forEach(block -> block.dominators = full(blockWords));
    root.dominators = new long[blockWords];
    for (Block block : downwards()) {
      insert(block.dominators, block.id);
      if (!block.isEnd()) {
        intersect(block.yes().dominators, block.dominators);
        intersect(block.no().dominators, block.dominators);
      }
    }
  }

  private void edgeDominators(Block root) {
    edges.forEach(edge -> edge.dominators = full(edgeWords));
    root.yes.dominators = new long[edgeWords];
    root.no.dominators = new long[edgeWords];
    for (Block block : downwards()) {
      for (Block.Edge edge : List.of(block.yes, block.no)) {
        insert(edge.dominators, edge.id);
        if (edge.to != null) {
          intersect(edge.to.yes.dominators, edge.dominators);
          intersect(edge.to.no.dominators, edge.dominators);
        }
      }
    }
  }

  /** Which edges lead to each block. */
  void findInEdges() {
    blocks.forEach(block -> block.in.clear());
    for (Block block : downwards()) {
      if (!block.isEnd()) {
        block.yes().in.addFirst(block.yes);
        block.no().in.addFirst(block.no);
      }
    }
  }

  private void uses() {
    for (Block block : downwards()) {
      localUses(block);
      block.usedAfter = 0;
    }
    for (Block block : upwards()) {
      block.usedAfter |= block.yes().used | block.no().used;
      block.used |= block.usedAfter & ~block.killed;
    }
  }

  private static void localUses(Block block) {
    int defined = 0;
    int used = 0;
    int killed = 0;
    for (Step step : block.steps) {
      used |= used(step.code, step.k) & ~defined;
      int defines = defined(step.code, step.k);
      killed |= defines & ~used;
      defined |= defines;
    }
    if (block.isJump()) {
      used |= used(block.code, block.k) & ~defined;
    }
    block.used = used;
    block.killed = killed;
  }

  /** Bits of the atoms that an instruction reads. */
  static int used(int code, int k) {
    if (code == Op.NOP) {
      return 0;
    }
    int a = 1 << Block.A;
    int x = 1 << Block.X;
    return switch (Op.kind(code)) {
      case Op.LD, Op.LDX -> Op.mode(code) == Op.IND ? x : Op.mode(code) == Op.MEM ? 1 << k : 0;
      case Op.ST -> a;
      case Op.STX -> x;
      case Op.JMP, Op.ALU -> Op.byX(code) ? a | x : a;
      case Op.MISC -> code == (Op.MISC | Op.TXA) ? x : a;
      default -> 0;
    };
  }

  /** The bit of the atom that an instruction writes, or 0. */
  static int defined(int code, int k) {
    if (code == Op.NOP) {
      return 0;
    }
    return switch (Op.kind(code)) {
      case Op.LD, Op.ALU -> 1 << Block.A;
      case Op.LDX -> 1 << Block.X;
      case Op.ST, Op.STX -> 1 << k;
      case Op.MISC -> 1 << (code == (Op.MISC | Op.TAX) ? Block.X : Block.A);
      default -> 0;
    };
  }
}
