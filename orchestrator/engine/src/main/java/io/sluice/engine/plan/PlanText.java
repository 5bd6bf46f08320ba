package io.sluice.engine.plan;

import java.util.List;
import java.util.Map;

/** Draws a plan for people. */
public final class PlanText {
  /** Of changes that differ in their names only, a person reads a few. */
  private static final int MOST_ALIKE = 10;

  private static final String RESET = "\u001b[0m";

  private PlanText() {}

  /** The plan as lines; {@code color} adds ANSI colours and nothing else. */
  public static String render(Plan plan, boolean color) {
    if (plan.isEmpty()) {
      return "No changes. The cloud is as the blueprint `" + plan.blueprint() + "` says.\n";
    }
    StringBuilder text = new StringBuilder("Plan for `" + plan.blueprint() + "`:\n\n");
    List<Change> changes =
        plan.changes().stream().filter(change -> change.action() != Action.NO_OP).toList();
    for (int from = 0; from < changes.size(); ) {
      int to = alike(changes, from);
      int shown = to - from > MOST_ALIKE ? from + MOST_ALIKE : to;
      changes.subList(from, shown).forEach(change -> change(change, color, text));
      if (shown < to) {
        text.append("         and %,d more like these\n".formatted(to - shown));
      }
      from = to;
    }
    return text.append('\n').append(summary(plan)).append('\n').toString();
  }

  /** Where the changes end that differ from this one in their names only. */
  private static int alike(List<Change> changes, int from) {
    Change first = changes.get(from);
    int to = from + 1;
    while (to < changes.size()
        && changes.get(to).action() == first.action()
        && changes.get(to).key().kind().equals(first.key().kind())
        && changes.get(to).fields().equals(first.fields())
        && changes.get(to).reasons().equals(first.reasons())
        && changes.get(to).traffic().equals(first.traffic())) {
      to++;
    }
    return to;
  }

  /** One line of counts. */
  public static String summary(Plan plan) {
    Map<Action, Integer> counts = plan.counts();
    return "Plan: %d to create, %d to update, %d to replace, %d to delete, %d to link, %d to unlink."
        .formatted(
            counts.get(Action.CREATE),
            counts.get(Action.UPDATE),
            counts.get(Action.REPLACE),
            counts.get(Action.DELETE),
            counts.get(Action.LINK),
            counts.get(Action.UNLINK));
  }

  private static void change(Change change, boolean color, StringBuilder text) {
    String line =
        "  %-6s %-26s %s".formatted(sign(change.action()), change.label(), change.title());
    text.append(color ? shade(change.action()) + line + RESET : line).append('\n');
    for (FieldChange field : change.fields()) {
      int shared = sharedPath(field.before(), field.after());
      text.append(
          "           %s: %s -> %s"
              .formatted(
                  field.path(), elided(field.before(), shared), elided(field.after(), shared)));
      if (field.why() != null) {
        text.append("   # forces a replacement: ").append(field.why());
      }
      text.append('\n');
    }
    change.reasons().forEach(reason -> text.append("           # ").append(reason).append('\n'));
    change
        .traffic()
        .forEach(impact -> text.append("           traffic: ").append(impact).append('\n'));
  }

  /**
   * Two long ids that differ in their last parts alone are read by these: how much of the path they
   * share.
   */
  private static int sharedPath(String before, String after) {
    int end = Math.min(before.length(), after.length());
    int same = 0;
    while (same < end && before.charAt(same) == after.charAt(same)) {
      same++;
    }
    return before.startsWith("/") ? Math.max(before.lastIndexOf('/', same - 1), 0) : 0;
  }

  private static String elided(String value, int shared) {
    return shared == 0 ? value : "..." + value.substring(shared);
  }

  private static String sign(Action action) {
    return switch (action) {
      case CREATE -> "+";
      case UPDATE -> "~";
      case REPLACE -> "-/+";
      case DELETE -> "-";
      case LINK -> "link";
      case UNLINK -> "unlink";
      case NO_OP -> " ";
    };
  }

  private static String shade(Action action) {
    return switch (action) {
      case CREATE, LINK -> "\u001b[32m";
      case UPDATE, REPLACE -> "\u001b[33m";
      case DELETE, UNLINK -> "\u001b[31m";
      case NO_OP -> "";
    };
  }
}
