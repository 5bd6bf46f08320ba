package io.sluice.engine.plan;

import io.sluice.engine.resource.Found;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One create, update or delete on the cloud.
 *
 * @param index its place in the plan's list of steps
 * @param found what is updated or deleted; null for a create
 * @param after indexes of the steps that must be finished first; all are smaller
 */
public record Step(int index, Change change, Op op, @Nullable Found<?> found, Set<Integer> after) {
  /** What is done. */
  public enum Op {
    CREATE,
    UPDATE,
    DELETE
  }

  public Step {
    after = Set.copyOf(after);
  }

  /** The same step where only some of the others are left. */
  Step among(Set<Integer> others) {
    Set<Integer> left = new HashSet<>(after);
    left.retainAll(others);
    return new Step(index, change, op, found, left);
  }

  /** A verb for progress lines. */
  public String verb() {
    return switch (op) {
      case CREATE -> change.action() == Action.LINK ? "link" : "create";
      case UPDATE -> change.action() == Action.LINK ? "link" : "update";
      case DELETE -> change.action() == Action.UNLINK ? "unlink" : "delete";
    };
  }
}
