package io.sluice.packet.filter;

import io.sluice.packet.filter.Block.Edge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a program shorter in the way of libpcap's optimizer, whose order of work this follows:
 * which bytes of a packet a program still reads, and in which order, decides about packets that are
 * cut off, so that only the same program gives the same answers.
 *
 * <p>The way is that of McCanne and Jacobson, "The BSD Packet Filter" (1993), and of S. McCanne's
 * libpcap: what is known on the way to a comparison decides it, and comparisons of the same bytes
 * move next to each other.
 */
final class Optimizer {
  /** Rounds in which comparisons only change places. */
  private static final int MAX_ROUNDS = 100;

  /** The time grows with the square of this; a longer program stays as it is. */
  private static final int MAX_BLOCKS = 1500;

  private final FlowGraph graph;
  private final StepOptimizer steps;
  private Block root;

  /** Whether an edge was led elsewhere in this round. */
  private boolean moved;

  private Optimizer(Block root, Source source) {
    this.root = root;
    this.graph = new FlowGraph(root);
    this.steps = new StepOptimizer(source);
  }

  /** The first block of the shorter program. */
  static Block optimize(Block root, Source source) throws FilterException {
    if (isLong(root)) {
      return root;
    }
    Optimizer optimizer = new Optimizer(root, source);
    optimizer.rounds(false);
    optimizer.rounds(true);
    optimizer.shareTwins();
    optimizer.shortenStart();
    return optimizer.root;
  }

  private static boolean isLong(Block root) {
    return Program.order(root).size() > MAX_BLOCKS;
  }

  private void rounds(boolean rewrite) throws FilterException {
    int onlyMoved = 0;
    do {
      moved = false;
      steps.changed = false;
      graph.look(root);
      round(rewrite);
      onlyMoved = steps.changed ? 0 : onlyMoved + 1;
    } while ((moved || steps.changed) && onlyMoved < MAX_ROUNDS);
  }

  private void round(boolean rewrite) throws FilterException {
    steps.begin();
    graph.findInEdges();
    for (Block block : graph.downwards()) {
      steps.optimize(block, rewrite);
    }
    if (rewrite) {
      return;
    }
    List<Block> blocks = graph.upwards();
    for (Block block : blocks) {
      lead(block.yes);
      lead(block.no);
    }
    graph.findInEdges();
    for (Block block : blocks) {
      pullUp(block, false);
      pullUp(block, true);
    }
  }

  /** Whether {@code to} or what follows it reads something that is another after {@code from}. */
  private static boolean conflict(Block from, Block to) {
    for (int atom = 0; atom < Block.ATOMS; atom++) {
      if ((to.usedAfter & 1 << atom) != 0 && from.values[atom] != to.values[atom]) {
        return true;
      }
    }
    return false;
  }

  /** Leads an edge past comparisons whose outcome is known on it. */
  private void lead(Edge edge) {
    Block next = edge.to;
    if (next == null || next.isEnd()) {
      return;
    }
    if (next.yes.to == next.no.to && !conflict(edge.from, next.yes())) {
      steps.changed = true;
      edge.to = next.yes();
    }
    Block target = decided(edge);
    while (target != null) {
      moved = true;
      edge.to = target;
      target = target.isEnd() ? null : decided(edge);
    }
  }

  private @Nullable Block decided(Edge edge) {
    Block next = edge.to;
    long[] passed = edge.dominators;
    for (int word = 0; word < passed.length && next != null; word++) {
      for (long bits = passed[word]; bits != 0; bits &= bits - 1) {
        int id = (word << 6) + Long.numberOfTrailingZeros(bits);
        Block target = id < graph.edges.size() ? decided(next, graph.edges.get(id)) : null;
        if (target != null && !conflict(edge.from, target)) {
          return target;
        }
      }
    }
    return null;
  }

  /** Where a comparison leads once an earlier one had this outcome, or null where it is open. */
  private static @Nullable Block decided(Block block, Edge earlier) {
    if (block.code != earlier.code || block.values[Block.A] != earlier.from.values[Block.A]) {
      return null;
    }
    if (block.operand == earlier.from.operand) {
      return earlier.taken ? block.yes.to : block.no.to;
    }
    // It equals something else
    boolean equal = earlier.code == (Op.JMP | Op.JEQ | Op.K);
    return earlier.taken && equal ? block.no.to : null;
  }

  private static Edge way(Block block, boolean yes) {
    return yes ? block.yes : block.no;
  }

  /**
   * In a list of alternatives, or with {@code and} of conditions, brings one of the same bytes as
   * were compared before {@code block} in front of the others.
   */
  private void pullUp(Block block, boolean and) {
    if (block.in.isEmpty()) {
      return;
    }
    int value = block.in.getFirst().from.values[Block.A];
    for (Edge edge : block.in) {
      if (edge.from.values[Block.A] != value) {
        return;
      }
    }
    Block before = block.in.getFirst().from;
    Edge other = before.yes.to == block ? before.yes : before.no;
    boolean atTop = true;
    while (true) {
      if (!isAlternative(other.to, block, and)) {
        return;
      }
      if (target(other).values[Block.A] != value) {
        break;
      }
      other = way(target(other), and);
      atTop = false;
    }
    Edge same = way(target(other), and);
    while (true) {
      if (!isAlternative(same.to, block, and)) {
        return;
      }
      if (target(same).values[Block.A] == value) {
        break;
      }
      same = way(target(same), and);
    }
    Block pull = target(same);
    same.to = way(pull, and).to;
    way(pull, and).to = other.to;
    if (atTop) {
      for (Edge edge : block.in) {
        Edge leads = edge.from.yes.to == block ? edge.from.yes : edge.from.no;
        leads.to = pull;
      }
    } else {
      other.to = pull;
    }
    moved = true;
  }

  private static Block target(Edge edge) {
    return Objects.requireNonNull(edge.to);
  }

  /** Whether the list ends in the same way there, and no way to there passes by {@code block}. */
  private static boolean isAlternative(@Nullable Block candidate, Block block, boolean and) {
    return candidate != null
        && way(candidate, !and).to == way(block, !and).to
        && FlowGraph.contains(candidate.dominators, block.id);
  }

  /** What makes blocks twins. */
  private record Deed(int code, int k, @Nullable Block yes, @Nullable Block no, List<Long> steps) {
    static Deed of(Block block) {
      List<Long> steps =
          StepOptimizer.alive(block).stream()
              .map(step -> (long) step.code << 32 | Integer.toUnsignedLong(step.k))
              .toList();
      return new Deed(block.code, block.k, block.yes.to, block.no.to, steps);
    }
  }

  /** Of blocks that do the same and lead to the same, the one numbered last stays. */
  private void shareTwins() {
    boolean shared = true;
    while (shared) {
      shared = false;
      graph.blocks.forEach(block -> block.seen = false);
      Program.order(root).forEach(block -> block.seen = true);
      Map<Deed, Block> last = new HashMap<>();
      for (Block block : graph.blocks.reversed()) {
        Block twin = block.seen ? last.putIfAbsent(Deed.of(block), block) : null;
        block.twin = twin;
      }
      for (Block block : graph.blocks) {
        if (!block.isEnd()) {
          shared |= share(block.yes);
          shared |= share(block.no);
        }
      }
    }
  }

  private static boolean share(Edge edge) {
    Block twin = target(edge).twin;
    if (twin != null) {
      edge.to = twin;
    }
    return twin != null;
  }

  /** Passes over comparisons at the start that lead to the same block either way. */
  private void shortenStart() {
    List<Step> first = root.steps;
    boolean moved = false;
    while (root.isJump() && root.yes.to == root.no.to) {
      root = root.yes();
      moved = true;
    }
    if (moved) {
      first.addAll(root.steps);
      root.steps = first;
    }
    if (!root.isJump()) {
      root.steps.clear();
    }
  }
}
