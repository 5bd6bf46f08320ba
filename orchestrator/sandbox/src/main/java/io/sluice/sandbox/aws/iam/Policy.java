package io.sluice.sandbox.aws.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A policy document that is well formed, and what it says of a request.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">
 *     Policy evaluation logic</a>
 */
final class Policy {
  /** What a policy says. */
  enum Verdict {
    ALLOW,
    DENY,
    SILENT
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> VERSIONS = Set.of("2008-10-17", "2012-10-17");
  private static final Set<String> ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Principal",
          "NotPrincipal",
          "Condition");

  private record Statement(
      boolean allow,
      List<String> actions,
      boolean otherActions,
      List<String> resources,
      boolean otherResources) {

    boolean isAbout(String action, String resource) {
      String lower = action.toLowerCase(Locale.ROOT);
      boolean acts =
          actions.stream().anyMatch(each -> Glob.matches(each.toLowerCase(Locale.ROOT), lower));
      boolean stands = resources.stream().anyMatch(each -> Glob.matches(each, resource));
      return acts != otherActions && stands != otherResources;
    }
  }

  private final String document;
  private final List<Statement> statements;

  private Policy(String document, List<Statement> statements) {
    this.document = document;
    this.statements = statements;
  }

  /**
   * Reads a policy of a role: what it may do.
   *
   * @throws AwsException {@code MalformedPolicyDocument}
   */
  static Policy identity(String document) {
    return read(document, false);
  }

  /**
   * Reads a trust policy: who may assume the role.
   *
   * @throws AwsException {@code MalformedPolicyDocument}
   */
  static Policy trust(String document) {
    return read(document, true);
  }

  String document() {
    return document;
  }

  Verdict verdict(String action, String resource) {
    Verdict verdict = Verdict.SILENT;
    for (Statement statement : statements) {
      if (statement.isAbout(action, resource)) {
        if (!statement.allow()) {
          return Verdict.DENY;
        }
        verdict = Verdict.ALLOW;
      }
    }
    return verdict;
  }

  private static Policy read(String document, boolean trust) {
    JsonNode root;
    try {
      root = JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw malformed("This policy contains invalid Json");
    }
    if (root == null || !root.isObject()) {
      throw malformed("Syntax errors in policy.");
    }
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!Set.of("Version", "Id", "Statement").contains(name)) {
                throw malformed("Syntax errors in policy.");
              }
            });
    if (root.has("Version") && !VERSIONS.contains(root.path("Version").asText())) {
      throw malformed("The policy is not in the valid JSON format.");
    }
    JsonNode body = root.path("Statement");
    List<Statement> statements = new ArrayList<>();
    for (JsonNode each : body.isObject() ? List.of(body) : body) {
      Statement statement = statement(each, trust);
      if (Conditions.holdWithoutContext(each.path("Condition"))) {
        statements.add(statement);
      }
    }
    if (!body.isObject() && (!body.isArray() || body.isEmpty())) {
      throw malformed("Syntax errors in policy.");
    }
    return new Policy(document, List.copyOf(statements));
  }

  private static Statement statement(JsonNode node, boolean trust) {
    if (!node.isObject()) {
      throw malformed("Syntax errors in policy.");
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!ELEMENTS.contains(name)) {
                throw malformed("Syntax errors in policy.");
              }
            });
    String effect = node.path("Effect").asText();
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw malformed("Missing required field Effect");
    }
    boolean principal = node.has("Principal") || node.has("NotPrincipal");
    boolean resource = node.has("Resource") || node.has("NotResource");
    if (node.has("Action") == node.has("NotAction")) {
      throw malformed("Missing required field Action");
    }
    if (trust && resource) {
      throw malformed("Has prohibited field Resource");
    }
    if (trust && !principal) {
      throw malformed("Missing required field Principal");
    }
    if (!trust && principal) {
      throw malformed("Policy document should not specify a principal.");
    }
    if (!trust && node.has("Resource") == node.has("NotResource")) {
      throw malformed("Policy statement must contain resources.");
    }
    return new Statement(
        effect.equals("Allow"),
        actions(node.has("Action") ? node.path("Action") : node.path("NotAction")),
        node.has("NotAction"),
        trust
            ? List.of("*")
            : resources(node.has("Resource") ? node.path("Resource") : node.path("NotResource")),
        node.has("NotResource"));
  }

  private static List<String> actions(JsonNode node) {
    List<String> actions = texts(node);
    for (String action : actions) {
      if (!action.equals("*") && !action.matches("[a-zA-Z0-9-]+:.+")) {
        throw malformed(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
      }
    }
    return actions;
  }

  private static List<String> resources(JsonNode node) {
    List<String> resources = texts(node);
    for (String resource : resources) {
      if (!resource.equals("*") && !resource.startsWith("arn:")) {
        throw malformed("Resource " + resource + " must be in ARN format or \"*\".");
      }
    }
    return resources;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : node.isTextual() ? List.of(node) : node) {
      if (!each.isTextual()) {
        throw malformed("Syntax errors in policy.");
      }
      texts.add(each.asText());
    }
    if (texts.isEmpty()) {
      throw malformed("Syntax errors in policy.");
    }
    return texts;
  }

  private static AwsException malformed(String message) {
    return AwsException.badRequest("MalformedPolicyDocument", message);
  }
}
