package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys that the design knows and this version cannot honour: said, and never passed over. */
final class NotBuilt {
  private static final Map<Class<?>, List<String>> KEYS =
      Map.of(Pipeline.class, List.of("capture", "tools", "deduplicate", "filter", "mask", "slice"));

  private NotBuilt() {}

  /** The problem with this key, or null where it is none of these. */
  static @Nullable Problem problem(Class<?> type, String key, Node.Entry entry) {
    if (!KEYS.getOrDefault(type, List.of()).contains(key)) {
      return null;
    }
    return Problem.error("blueprint.not-built", Says.quote(key) + " is not built in this version.")
        .at(entry.place())
        .withHint("Take it out; of a pipeline this version has `flows`.");
  }
}
