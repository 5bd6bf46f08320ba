package io.sluice.cli.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.progress.Progress;
import io.sluice.cli.terminal.Style;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.plan.Change;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.PlanText;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Provider;
import java.nio.file.Path;
import java.util.List;

/** Takes everything of a blueprint away, and proves that nothing is left. */
public final class DestroyWork {
  /** What to destroy. */
  public record Options(Path file, boolean autoApprove) {}

  private final Setting setting;
  private final Terminal terminal;
  private final Run run;

  public DestroyWork(Setting setting) {
    this.setting = setting;
    this.terminal = setting.terminal();
    this.run = new Run(setting);
  }

  public int run(Options options) {
    run.requireApproval(options.autoApprove());
    Blueprint blueprint = setting.load(options.file()).blueprint();
    try (Provider provider = setting.open(blueprint)) {
      Plan plan = new Planner(provider).destroyPlan();
      terminal.problems(plan.warnings());
      if (plan.isEmpty()) {
        terminal.say("Nothing of blueprint " + blueprint.blueprint() + " is there to destroy.");
        return document(true, new ApplyResult(List.of(), List.of(), List.of()), List.of());
      }
      if (!terminal.json()) {
        terminal.say(PlanText.render(plan, terminal.color()));
      }
      if (!options.autoApprove() && !terminal.confirm("Destroy all of this?")) {
        terminal.say("Nothing was changed.");
        return Exit.PROBLEMS;
      }
      return destroy(provider, plan, options);
    }
  }

  private int destroy(Provider provider, Plan plan, Options options) {
    ApplyResult result;
    try (Progress progress = run.progress()) {
      result = run.apply(provider, plan, progress);
    }
    String again = "`orchestrator destroy " + options.file() + "` goes on from here.";
    if (!result.ok()) {
      terminal.problems(Run.problems(result, again));
      return document(false, result, List.of());
    }
    List<Change> survivors = new Planner(provider).destroyPlan().changes();
    terminal.problems(survivors.stream().map(survivor -> survives(survivor, again)).toList());
    if (survivors.isEmpty()) {
      terminal.say(
          terminal.paint("Destroyed", Style.GREEN)
              + ": "
              + Run.summary(result.done())
              + ". The cloud was asked again: nothing of blueprint "
              + plan.blueprint()
              + " is left.");
    }
    return document(survivors.isEmpty(), result, survivors);
  }

  private int document(boolean ok, ApplyResult result, List<Change> survivors) {
    if (terminal.json()) {
      ObjectNode json = Run.json(result);
      ArrayNode array = json.putArray("survivors");
      for (Change survivor : survivors) {
        array
            .addObject()
            .put("kind", survivor.key().kind())
            .put("logicalId", survivor.key().logicalId())
            .put("id", survivor.id());
      }
      terminal.document(ok, json);
    }
    return ok ? Exit.OK : Exit.PROBLEMS;
  }

  private static Problem survives(Change survivor, String again) {
    return Problem.error(
            "destroy.survivor",
            "The " + survivor.label() + " " + survivor.title() + " is still there.")
        .withDetail(survivor.id())
        .withHint(again);
  }
}
