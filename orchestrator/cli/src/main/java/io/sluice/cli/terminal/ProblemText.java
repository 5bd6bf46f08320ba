package io.sluice.cli.terminal;

import io.sluice.engine.problem.Problem;
import java.util.List;

/** Problems as a person reads them: what, where, what the other side said, what to do. */
public final class ProblemText {
  private ProblemText() {}

  public static String of(List<Problem> problems, boolean color) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append(
          problem.isError()
              ? Style.RED.paint("error:", color)
              : Style.YELLOW.paint("warning:", color));
      text.append(' ').append(problem.summary()).append('\n');
      if (problem.where() != null) {
        text.append("  at ").append(problem.where()).append('\n');
      }
      if (problem.detail() != null) {
        problem.detail().lines().forEach(line -> text.append("  ").append(line).append('\n'));
      }
      if (problem.hint() != null) {
        text.append("  ").append(Style.CYAN.paint("hint:", color)).append(' ');
        text.append(problem.hint()).append('\n');
      }
    }
    return text.toString();
  }
}
