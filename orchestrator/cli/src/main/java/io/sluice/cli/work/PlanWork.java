package io.sluice.cli.work;

import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.blueprint.Loaded;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.PlanJson;
import io.sluice.engine.plan.PlanText;
import io.sluice.engine.plan.Planner;
import io.sluice.engine.provider.Provider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Shows what an apply would do, and saves it where asked. */
public final class PlanWork {
  /**
   * What to plan.
   *
   * @param out where to save the plan, or null
   * @param detailedExitCode exit with {@link Exit#CHANGES} when something would change
   */
  public record Options(Path file, @Nullable Path out, boolean detailedExitCode) {}

  private final Setting setting;

  public PlanWork(Setting setting) {
    this.setting = setting;
  }

  public int run(Options options) {
    Terminal terminal = setting.terminal();
    Loaded loaded = setting.load(options.file());
    try (Provider provider = setting.open(loaded.blueprint())) {
      Plan plan = new Planner(provider).plan();
      terminal.problems(plan.warnings());
      if (terminal.json()) {
        terminal.document(true, PlanJson.write(plan));
      } else {
        terminal.result(PlanText.render(plan, terminal.color()));
      }
      Path out = options.out();
      if (out != null) {
        SavedPlan.of(loaded, plan).write(out);
        terminal.say(
            "Saved to " + out + "; `orchestrator apply " + out + "` does this and nothing else.");
      }
      return options.detailedExitCode() && !plan.isEmpty() ? Exit.CHANGES : Exit.OK;
    }
  }
}
