package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.util.Collection;

/** Refusals in the words of Auto Scaling, which says nearly everything by one code. */
final class Checks {
  private Checks() {}

  static AwsException invalid(String message) {
    return AwsException.badRequest("ValidationError", message);
  }

  /** Text that must be there and not empty. */
  static String require(Params in, String name) {
    return in.text(name).filter(text -> !text.isEmpty()).orElseThrow(() -> missing(name));
  }

  static int requireNumber(Params in, String name) {
    return in.number(name).orElseThrow(() -> missing(name));
  }

  private static AwsException missing(String name) {
    String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return invalid(
        "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null"
            .formatted(member));
  }

  static int between(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw invalid(
          "1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member must be between %d and %d, inclusive"
              .formatted(
                  value,
                  Character.toLowerCase(name.charAt(0)) + name.substring(1),
                  lowest,
                  highest));
    }
    return value;
  }

  static String oneOf(String name, String value, Collection<String> known) {
    if (!known.contains(value)) {
      throw invalid(
          "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum value set: %s"
              .formatted(value, Character.toLowerCase(name.charAt(0)) + name.substring(1), known));
    }
    return value;
  }
}
