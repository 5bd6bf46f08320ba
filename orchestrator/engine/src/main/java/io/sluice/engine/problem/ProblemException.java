package io.sluice.engine.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The user's mistake, or the cloud's refusal: the work stops and the problems are shown. Every
 * other exception that reaches the command is our own bug and leaves through a different exit.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ProblemException(List<Problem> problems) {
    super(problems.stream().map(Problem::summary).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  public ProblemException(Problem problem) {
    this(List.of(problem));
  }

  public List<Problem> problems() {
    return problems;
  }
}
