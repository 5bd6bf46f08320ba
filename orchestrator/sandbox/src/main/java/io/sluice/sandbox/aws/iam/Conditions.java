package io.sluice.sandbox.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Conditions of a statement. The sandbox knows no condition keys, so a condition is judged as AWS
 * judges one whose key the request does not have.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
final class Conditions {
  private Conditions() {}

  /** True where every operator holds for an absent key. */
  static boolean holdWithoutContext(JsonNode conditions) {
    for (Map.Entry<String, JsonNode> operator : conditions.properties()) {
      String name = operator.getKey();
      boolean holds =
          name.equals("Null")
              ? wantsAbsent(operator.getValue())
              : name.startsWith("ForAllValues:")
                  || name.endsWith("IfExists")
                  || name.contains("Not");
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private static boolean wantsAbsent(JsonNode keys) {
    for (JsonNode value : keys) {
      for (JsonNode each : value.isArray() ? value : List.of(value)) {
        if (!each.asText().equals("true")) {
          return false;
        }
      }
    }
    return true;
  }
}
