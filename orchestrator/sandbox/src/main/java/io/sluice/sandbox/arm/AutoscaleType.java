package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code autoscaleSettings}: one per target, and its numbers must make sense. */
final class AutoscaleType extends ResourceType {
  static final String NAME = "Microsoft.Insights/autoscaleSettings";

  AutoscaleType() {
    super(NAME, null);
  }

  @Override
  Writes writes() {
    return Writes.AT_ONCE;
  }

  @Override
  void check(Change change) {
    if (change.elements("profiles").isEmpty()) {
      throw ArmException.badRequest("BadRequest", "An autoscale setting needs a profile.");
    }
    for (ObjectNode profile : change.elements("profiles")) {
      int minimum = number(profile, "minimum");
      int normal = number(profile, "default");
      int maximum = number(profile, "maximum");
      if (minimum > normal || normal > maximum) {
        throw ArmException.badRequest(
            "InvalidCapacity",
            "Profile '"
                + Json.text(profile, "name")
                + "': minimum <= default <= maximum must"
                + " hold.");
      }
    }
    String target = Json.text(change.after(), "properties.targetResourceUri");
    if (!target.isEmpty()) {
      if (change.cloud().find(target).isEmpty()) {
        throw ArmException.badRequest(
            "ResourceNotFound", "The target resource '" + target + "' was not found.");
      }
      for (ObjectNode other : change.cloud().store().list(NAME)) {
        if (!ResourceId.same(Json.text(other, "id"), change.id().toString())
            && ResourceId.same(Json.text(other, "properties.targetResourceUri"), target)) {
          throw new ArmException(
              409,
              "ResourceAlreadyHasAutoscaleSetting",
              "Target " + target + " has an autoscale setting already: " + Json.text(other, "id"));
        }
      }
    }
  }

  private static int number(ObjectNode profile, String which) {
    String text = Json.text(profile, "capacity." + which);
    if (!text.matches("\\d{1,5}")) {
      throw ArmException.badRequest(
          "InvalidCapacity", "Capacity '" + which + "' must be a whole number: '" + text + "'.");
    }
    return Integer.parseInt(text);
  }

  @Override
  void fill(Change change) {
    ObjectNode properties = change.properties();
    Json.defaults(properties, "enabled", true);
    Json.defaults(properties, "name", change.id().name());
  }
}
