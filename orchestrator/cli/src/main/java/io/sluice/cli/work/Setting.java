package io.sluice.cli.work;

import io.sluice.cli.sandbox.SandboxDaemon;
import io.sluice.cli.sandbox.SandboxFile;
import io.sluice.cli.terminal.Terminal;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.BlueprintLoader;
import io.sluice.engine.blueprint.FilterCheck;
import io.sluice.engine.blueprint.Loaded;
import io.sluice.engine.provider.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What every command works with.
 *
 * @param sandbox the sandbox plays the cloud
 * @param parallelism calls to the cloud at once
 */
public record Setting(World world, Terminal terminal, boolean sandbox, int parallelism) {
  private static final FilterCheck FILTERS = new BlueprintFilters();

  /** Reads a blueprint and tells its warnings. */
  public Loaded load(Path file) {
    return told(BlueprintLoader.load(file, world.env(), FILTERS));
  }

  /** Reads the blueprint that a saved plan carries. */
  public Loaded load(SavedPlan plan) {
    return told(BlueprintLoader.load(plan.file(), plan.blueprint(), world.env(), FILTERS));
  }

  private Loaded told(Loaded loaded) {
    terminal.problems(loaded.warnings());
    return loaded;
  }

  /** Opens the blueprint's cloud; where that is the sandbox, starts it if need be. */
  public Provider open(Blueprint blueprint) {
    URI endpoint =
        sandbox ? daemon().ensure(warning -> terminal.problems(List.of(warning))).http() : null;
    return world.clouds().open(blueprint, endpoint);
  }

  /** The sandbox of this user. */
  public SandboxDaemon daemon() {
    return new SandboxDaemon(
        SandboxFile.defaultDir(world.env()), world.sandboxCommand(), terminal::say);
  }
}
