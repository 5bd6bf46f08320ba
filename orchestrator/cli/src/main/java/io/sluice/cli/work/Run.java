package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.progress.Interrupts;
import io.sluice.cli.progress.LineProgress;
import io.sluice.cli.progress.LiveProgress;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.terminal.Json;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.apply.Applier;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Step;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Carries out a plan before the user's eyes; apply and destroy share it. */
final class Run {
  private final Setting setting;
  private boolean stopped;

  Run(Setting setting) {
    this.setting = setting;
  }

  /**
   * Stops a command that would change something and can ask nobody.
   *
   * @throws ProblemException when there is neither a terminal nor {@code --auto-approve}
   */
  void requireApproval(boolean autoApprove) {
    if (!autoApprove && !setting.terminal().interactive()) {
      throw new ProblemException(
          Problem.error("approval.missing", "There is no terminal on which to ask for approval.")
              .withHint("`--auto-approve` goes ahead without asking."));
    }
  }

  Progress progress() {
    Terminal terminal = setting.terminal();
    return terminal.interactive() && !terminal.quiet()
        ? new LiveProgress(terminal.talkStream(), terminal.color())
        : new LineProgress(terminal::say);
  }

  /** Applies a plan; the first Ctrl-C stops it gracefully, the second ends the process. */
  ApplyResult apply(Provider provider, Plan plan, Progress progress) {
    Applier applier = new Applier(provider, setting.parallelism(), progress);
    try (Interrupts interrupts =
        new Interrupts(
            () -> {
              applier.stop();
              progress.note(
                  "Stopping: what is in flight is finished, nothing new is started."
                      + " Ctrl-C again ends at once.");
            },
            setting.world().exit())) {
      ApplyResult result = applier.apply(plan);
      stopped |= interrupts.heard() > 0;
      if (interrupts.heard() > 0 && result.ok()) {
        progress.note("Everything was done before it could be stopped.");
      }
      return result;
    }
  }

  /** Whether a Ctrl-C was heard while a plan was carried out. */
  boolean stopped() {
    return stopped;
  }

  /** What failed, and what is left to do. */
  static List<Problem> problems(ApplyResult result, String again) {
    List<Problem> problems = new ArrayList<>(result.failed());
    if (!result.notDone().isEmpty()) {
      problems.add(
          Problem.error(
                  "apply.incomplete",
                  count(result.done().size(), "step")
                      + " done, "
                      + result.notDone().size()
                      + " not done.")
              .withDetail(
                  result.notDone().stream()
                      .map(step -> "not done: " + describe(step))
                      .collect(Collectors.joining("\n")))
              .withHint(again));
    }
    return problems;
  }

  /** Counts by verb, e.g. {@code create 12, update 1}. */
  static String summary(List<Step> done) {
    Map<String, Integer> counts = new TreeMap<>();
    done.forEach(step -> counts.merge(step.verb(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static String describe(Step step) {
    return step.verb() + " " + step.change().label() + " " + step.change().title();
  }

  static ObjectNode json(ApplyResult result) {
    ObjectNode json = Json.object();
    steps(json.putArray("done"), result.done());
    steps(json.putArray("notDone"), result.notDone());
    return json;
  }

  private static void steps(ArrayNode array, List<Step> steps) {
    for (Step step : steps) {
      array
          .addObject()
          .put("verb", step.verb())
          .put("kind", step.change().key().kind())
          .put("logicalId", step.change().key().logicalId())
          .put("revision", step.change().revision());
    }
  }
}
