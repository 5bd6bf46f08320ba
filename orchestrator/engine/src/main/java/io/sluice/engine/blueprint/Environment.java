package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expands {@code ${env:NAME}} and {@code ${env:NAME:-default}} in text. As in a shell, a variable
 * that is set to nothing counts as absent. What comes in is not expanded again.
 */
final class Environment {
  /** A whole reference, common to Java and ECMA-262. */
  static final String REFERENCE = "\\$\\{env:[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\\}";

  private static final Pattern REFERENCES = Pattern.compile("\\$\\{([^}]*)(\\}?)");
  private static final Pattern BODY =
      Pattern.compile("env:([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);

  private final Function<String, @Nullable String> variables;
  private final Problems problems;

  Environment(Function<String, @Nullable String> variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  static boolean isReferring(String text) {
    return text.contains("${");
  }

  /** The text with every reference replaced, or null where that failed and a problem was told. */
  @Nullable String expand(Node.Scalar scalar) {
    Matcher matcher = REFERENCES.matcher(scalar.text());
    StringBuilder out = new StringBuilder();
    boolean whole = true;
    while (matcher.find()) {
      Matcher body = BODY.matcher(matcher.group(1));
      if (matcher.group(2).isEmpty() || !body.matches()) {
        problems.add(
            Problem.error(
                    "blueprint.environment",
                    Says.quote(matcher.group()) + " is no reference that can be expanded.")
                .at(scalar.place())
                .withHint("Write `${env:NAME}`, or `${env:NAME:-default}` with a default."));
        return null;
      }
      String value = value(scalar, body.group(1), body.group(2));
      whole &= value != null;
      matcher.appendReplacement(out, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return whole ? matcher.appendTail(out).toString() : null;
  }

  private @Nullable String value(Node.Scalar scalar, String name, @Nullable String fallback) {
    String value = variables.apply(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (fallback == null) {
      problems.add(
          Problem.error(
                  "blueprint.environment",
                  "The environment variable " + Says.quote(name) + " is not set.")
              .at(scalar.place())
              .withHint(
                  "Set it, or give a default: "
                      + Says.quote("${env:" + name + ":-default}")
                      + "."));
    }
    return fallback;
  }
}
