package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.terminal.Quantity;
import io.sluice.cli.terminal.Style;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Loaded;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.PlanJson;
import io.sluice.engine.plan.PlanText;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the cloud what the blueprint says, and waits until the fleet is too. */
public final class ApplyWork {
  /**
   * What to apply.
   *
   * @param file a blueprint or a saved plan
   * @param patience how long to wait for the fleet at most; zero does not wait
   */
  public record Options(Path file, boolean autoApprove, Duration patience) {}

  private final Setting setting;
  private final Terminal terminal;
  private final Run run;

  public ApplyWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
    this.run = new Run(setting);
  }

  public int run(Options options) {
    run.requireApproval(options.autoApprove());
    Optional<SavedPlan> saved = SavedPlan.read(options.file());
    Loaded loaded = saved.isPresent() ? setting.load(saved.get()) : setting.load(options.file());
    try (Provider provider = setting.open(loaded.blueprint())) {
      Plan plan = new Planner(provider).plan();
      saved.ifPresent(s -> s.check(plan, options.file()));
      terminal.problems(plan.warnings());
      if (!terminal.json()) {
        terminal.say(PlanText.render(plan, terminal.color()));
      }
      if (plan.isEmpty()) {
        return finish(provider, plan, new ApplyResult(List.of(), List.of(), List.of()), true);
      }
      if (!options.autoApprove() && !terminal.confirm("Apply these changes?")) {
        terminal.say("Nothing was changed.");
        return Exit.PROBLEMS;
      }
      return apply(provider, plan, options);
    }
  }

  private int apply(Provider provider, Plan plan, Options options) {
    long begun = System.nanoTime();
    Rollout.Outcome outcome;
    try (Progress progress = run.progress()) {
      outcome = new Rollout(run, provider, progress).carryOut(plan, options.patience());
    }
    ApplyResult result = outcome.result();
    List<Problem> fleet = outcome.fleet();
    if (!result.ok()) {
      terminal.problems(fleet);
      terminal.problems(
          Run.problems(
              result,
              "`orchestrator apply "
                  + options.file()
                  + "` goes on from here: what is done stays done."));
      if (terminal.json()) {
        terminal.document(false, Run.json(result));
      }
      return Exit.PROBLEMS;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    terminal.say(
        terminal.paint("Applied", Style.GREEN)
            + ": "
            + Run.summary(result.done())
            + " in "
            + Quantity.of(took)
            + ".");
    terminal.problems(fleet);
    return finish(provider, plan, result, fleet.stream().noneMatch(Problem::isError));
  }

  private int finish(Provider provider, Plan plan, ApplyResult result, boolean ok) {
    Map<String, String> outputs = provider.outputs();
    if (terminal.json()) {
      ObjectNode json = Run.json(result);
      json.set("plan", PlanJson.write(plan));
      ObjectNode node = json.putObject("outputs");
      outputs.forEach(node::put);
      terminal.document(ok, json);
    } else if (!outputs.isEmpty()) {
      int width = outputs.keySet().stream().mapToInt(String::length).max().orElse(0);
      StringBuilder text = new StringBuilder();
      outputs.forEach(
          (name, value) ->
              text.append(name)
                  .append(" ".repeat(width - name.length() + 2))
                  .append(value)
                  .append('\n'));
      terminal.result(text.toString());
    }
    return ok ? Exit.OK : Exit.PROBLEMS;
  }
}
