package io.sluice.packet.filter;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Which leaves of a tree stand behind which words that shift. Only where all of these words must be
 * true for a leaf to matter is it about a header.
 */
final class Shifts {
  /**
   * @param before how many such words stand before it
   */
  private record Mark(int before, String text) {}

  private final Source source;
  private final IdentityHashMap<Expression, Mark> marks = new IdentityHashMap<>();
  private final IdentityHashMap<Expression, Integer> words = new IdentityHashMap<>();
  private int count;

  Shifts(Source source) {
    this.source = source;
  }

  Expression leaf(Expression leaf) {
    if (count == 0) {
      return leaf;
    }
    Expression behind = new Expression.Behind(leaf);
    marks.put(behind, new Mark(count, source.current()));
    return behind;
  }

  /** A leaf of a word that shifts what follows it. */
  Expression word(Expression leaf) {
    Expression marked = leaf(leaf);
    words.put(marked, count++);
    return marked;
  }

  /** The tree in which nothing is a header's that may not be. */
  Expression settled(Expression tree) {
    return count == 0 ? tree : settled(tree, Set.of());
  }

  private Expression settled(Expression tree, Set<Integer> held) {
    return switch (tree) {
      case Expression.And(Expression left, Expression right) -> {
        Set<Integer> both = new HashSet<>(held);
        both.addAll(held(left));
        yield new Expression.And(settled(left, held), settled(right, both));
      }
      case Expression.Or(Expression left, Expression right) ->
          new Expression.Or(settled(left, held), settled(right, held));
      case Expression.Not(Expression operand) -> new Expression.Not(settled(operand, held));
      case Expression.Behind behind -> {
        Mark mark = marks.get(behind);
        yield mark != null && held.size() < mark.before
            ? new Expression.Other(mark.text, List.of())
            : behind;
      }
      default -> tree;
    };
  }

  /** The words that are true where {@code tree} is. */
  private Set<Integer> held(Expression tree) {
    return switch (tree) {
      case Expression.And(Expression left, Expression right) -> {
        Set<Integer> both = new HashSet<>(held(left));
        both.addAll(held(right));
        yield both;
      }
      case Expression.Or(Expression left, Expression right) -> {
        Set<Integer> common = new HashSet<>(held(left));
        common.retainAll(held(right));
        yield common;
      }
      default -> {
        Integer word = words.get(tree);
        yield word == null ? Set.of() : Set.of(word);
      }
    };
  }
}
