package io.sluice.cli.work;

import io.sluice.cli.terminal.Json;
import io.sluice.engine.blueprint.Blueprint;
import java.nio.file.Path;

/** Tells everything about a blueprint that can be known offline. */
public final class ValidateWork {
  private final Setting setting;

  public ValidateWork(Setting setting) {
    this.setting = setting;
  }

  public int run(Path file) {
    Blueprint blueprint = setting.load(file).blueprint();
    if (setting.terminal().json()) {
      setting.terminal().document(true, Json.object().put("blueprint", blueprint.blueprint()));
    } else {
      setting.terminal().say(file + " is valid.");
    }
    return Exit.OK;
  }
}
