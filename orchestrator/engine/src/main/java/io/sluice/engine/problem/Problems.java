package io.sluice.engine.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects problems so that all of them are told at once. Not thread-safe: one reader, one
 * collector.
 */
public final class Problems {
  private final List<Problem> all = new ArrayList<>();

  public void add(Problem problem) {
    all.add(problem);
  }

  public List<Problem> all() {
    return List.copyOf(all);
  }

  public boolean hasErrors() {
    return all.stream().anyMatch(Problem::isError);
  }

  /**
   * Stops if anything collected so far is an error.
   *
   * @throws ProblemException with everything collected, warnings too
   */
  public void throwIfErrors() {
    if (hasErrors()) {
      throw new ProblemException(all);
    }
  }
}
