package io.sluice.it.flow;

import io.sluice.it.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The example blueprint as a user would edit it. */
final class Blueprints {
  private Blueprints() {}

  /** {@code blueprints/azure-gateway.yaml} of the distribution, as it stands. */
  static String example() throws IOException {
    return Files.readString(Places.distribution().resolve("blueprints/azure-gateway.yaml"));
  }

  /**
   * Replaces a text that must be there.
   *
   * @throws IllegalArgumentException when it is not: the test would test nothing
   */
  static String edit(String blueprint, String from, String to) {
    if (!blueprint.contains(from)) {
      throw new IllegalArgumentException("the blueprint has no `" + from + "`");
    }
    return blueprint.replace(from, to);
  }

  /** Adds frontends that the user owns. */
  static String link(String blueprint, List<String> frontends) {
    List<String> lines = new ArrayList<>();
    frontends.forEach(id -> lines.add("  - frontend: " + id));
    return edit(blueprint, "sources:\n", "sources:\n" + String.join("\n", lines) + "\n");
  }
}
