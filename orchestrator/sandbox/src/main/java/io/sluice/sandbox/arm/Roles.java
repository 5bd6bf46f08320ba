package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Role definitions, and the lists of role assignments at, above and beneath a scope. */
final class Roles {
  private static final Pattern TERM =
      Pattern.compile("(roleName|type|principalId)\\s+eq\\s+'([^']*)'|assignedTo\\('([^']*)'\\)");

  private final Cloud cloud;
  private final int pageSize;

  Roles(Cloud cloud, int pageSize) {
    this.cloud = cloud;
    this.pageSize = pageSize;
  }

  /** The request's answer, if its path is one of a role list or a role definition. */
  Optional<Response> answer(Request request) {
    String path = request.path();
    Matcher matcher =
        Pattern.compile(
                "(?i)(.*)/providers/Microsoft.Authorization/(roleDefinitions|roleAssignments)(/([^/]+))?")
            .matcher(path);
    if (!request.method().equals("GET") || !matcher.matches()) {
      return Optional.empty();
    }
    String scope = matcher.group(1).replaceFirst("(?i)/resourcegroups/", "/resourceGroups/");
    boolean definitions = matcher.group(2).equalsIgnoreCase("roleDefinitions");
    String name = matcher.group(4);
    if (name == null) {
      return Optional.of(
          Answers.page(
              request,
              definitions ? definitions(request, scope) : assignments(request, scope),
              pageSize));
    }
    return definitions
        ? Optional.of(
            Answers.json(
                200,
                RoleDefinitions.get(scope, name)
                    .orElseThrow(
                        () ->
                            new ArmException(
                                404,
                                "RoleDefinitionDoesNotExist",
                                "The specified role definition with ID '"
                                    + name
                                    + "' does not exist."))))
        : Optional.empty();
  }

  private static List<ObjectNode> definitions(Request request, String scope) {
    return RoleDefinitions.list(scope, term(request, "roleName"));
  }

  private List<ObjectNode> assignments(Request request, String scope) {
    String filter = request.query("$filter").orElse("");
    Predicate<String> inScope = at -> ResourceId.within(at, scope);
    if (!filter.contains("atScope()")) {
      inScope = inScope.or(at -> ResourceId.within(scope, at));
    }
    Predicate<String> wanted = inScope;
    Optional<String> principal = term(request, "principalId").or(() -> term(request, "assignedTo"));
    return cloud.store().list(RoleAssignmentType.NAME).stream()
        .filter(document -> wanted.test(Json.text(document, "properties.scope")))
        .filter(
            document ->
                principal.isEmpty()
                    || principal
                        .get()
                        .equalsIgnoreCase(Json.text(document, "properties.principalId")))
        .toList();
  }

  private static Optional<String> term(Request request, String name) {
    Matcher matcher = TERM.matcher(request.query("$filter").orElse(""));
    while (matcher.find()) {
      if (name.equals("assignedTo") && matcher.group(3) != null) {
        return Optional.of(matcher.group(3));
      }
      if (name.equals(matcher.group(1))) {
        return Optional.of(matcher.group(2));
      }
    }
    return Optional.empty();
  }
}
