package io.sluice.cli.work;

import io.sluice.cli.progress.LineProgress;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.PlanText;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the cloud equal to the blueprint. Each period it looks at the whole cloud anew and does
 * what a plan would say, so that it matters not which change it missed, or for how long it did not
 * run.
 */
public final class WatchWork {
  /**
   * What to watch.
   *
   * @param every from the end of a period's work to the next look
   */
  public record Options(Path file, Duration every, boolean autoApprove) {}

  private final Setting setting;
  private final Terminal terminal;
  private final Run run;

  /** Warnings that stay are told when they come, not in every period. */
  private Set<Problem> told = Set.of();

  public WatchWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
    this.run = new Run(setting);
  }

  public int run(Options options) {
    run.requireApproval(options.autoApprove());
    Blueprint blueprint = setting.load(options.file()).blueprint();
    try (Provider provider = setting.open(blueprint)) {
      if (!options.autoApprove() && !approved(provider)) {
        terminal.say("Nothing was changed.");
        return Exit.PROBLEMS;
      }
      log(
          "Watching blueprint %s every %s; Ctrl-C ends."
              .formatted(blueprint.blueprint(), Quantity.of(options.every())));
      do {
        period(provider, options.every());
      } while (!run.stopped() && setting.world().pause().test(options.every()));
    }
    return Exit.OK;
  }

  /** Shows what the first period would do; a person agrees to that and to all that follow. */
  private boolean approved(Provider provider) {
    Plan plan = new Planner(provider).plan();
    terminal.say(PlanText.render(plan, terminal.color()));
    return terminal.confirm("Do this, and keep the cloud so from now on?");
  }

  private void period(Provider provider, Duration every) {
    try (Progress progress = new LineProgress(this::log)) {
      Plan plan = new Planner(provider).plan();
      tellNew(plan.warnings());
      if (plan.isEmpty()) {
        return;
      }
      log(PlanText.summary(plan));
      Rollout.Outcome outcome = new Rollout(run, provider, progress).carryOut(plan, every);
      ApplyResult result = outcome.result();
      terminal.problems(outcome.fleet());
      terminal.problems(Run.problems(result, "It is tried again in the next period."));
      if (terminal.json()) {
        terminal.document(result.ok() && outcome.fleet().isEmpty(), Run.json(result));
      }
    } catch (ProblemException e) {
      // The cloud may be away for a while; whoever watches waits for it.
      log("This period failed; the next one tries again.");
      terminal.failure(e.problems());
    }
  }

  private void tellNew(List<Problem> warnings) {
    terminal.problems(warnings.stream().filter(warning -> !told.contains(warning)).toList());
    told = new HashSet<>(warnings);
  }

  private void log(String line) {
    terminal.say(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }
}
