package io.sluice.engine.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Draws a plan for programs. The same plan always gives the same text, so two plans can be compared
 * by it.
 */
public final class PlanJson {
  private PlanJson() {}

  /**
   * {@code {blueprint, changes: [{action, kind, label, id, logicalId, revision, fields: [{path,
   * before, after, effect, why}], reasons, traffic}], summary: {create: n, ...}}}; no-ops are
   * counted, not listed.
   */
  public static ObjectNode write(Plan plan) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("blueprint", plan.blueprint());
    ArrayNode changes = root.putArray("changes");
    for (Change change : plan.changes()) {
      if (change.action() != Action.NO_OP) {
        changes.add(change(change));
      }
    }
    ObjectNode summary = root.putObject("summary");
    plan.counts().forEach((action, count) -> summary.put(name(action), count));
    return root;
  }

  private static ObjectNode change(Change change) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("action", name(change.action()));
    node.put("kind", change.key().kind());
    node.put("label", change.label());
    node.put("logicalId", change.key().logicalId());
    node.put("revision", change.revision());
    node.put("id", change.id());
    ArrayNode fields = node.putArray("fields");
    for (FieldChange field : change.fields()) {
      fields
          .addObject()
          .put("path", field.path())
          .put("before", field.before())
          .put("after", field.after())
          .put("effect", field.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .put("why", field.why());
    }
    change.reasons().forEach(node.putArray("reasons")::add);
    change.traffic().forEach(node.putArray("traffic")::add);
    return node;
  }

  private static String name(Action action) {
    return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
