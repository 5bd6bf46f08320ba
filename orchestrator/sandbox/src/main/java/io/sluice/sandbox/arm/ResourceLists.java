package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /resources?$filter}: everything with a location of its own. */
final class ResourceLists {
  private static final Pattern TERM =
      Pattern.compile("\\s*(\\w+)\\s+eq\\s+'((?:[^']|'')*)'\\s*", Pattern.CASE_INSENSITIVE);

  private final Cloud cloud;
  private final int pageSize;

  ResourceLists(Cloud cloud, int pageSize) {
    this.cloud = cloud;
    this.pageSize = pageSize;
  }

  Response list(Request request) {
    String path = request.path();
    String scope =
        path.substring(0, path.lastIndexOf('/'))
            .replaceFirst("(?i)/resourcegroups/", "/resourceGroups/");
    if (scope.contains("/resourceGroups/") && cloud.store().get(scope).isEmpty()) {
      throw ArmException.groupNotFound(scope.substring(scope.lastIndexOf('/') + 1));
    }
    List<ObjectNode> found =
        cloud.store().find(document -> document.has("location")).stream()
            .filter(document -> ResourceId.parse(Json.text(document, "id")).isPresent())
            .filter(document -> ResourceId.within(scope, Json.text(document, "id")))
            .filter(filter(request))
            .map(ResourceLists::summary)
            .toList();
    return Answers.page(request, found, pageSize);
  }

  private static ObjectNode summary(ObjectNode document) {
    ObjectNode summary = Json.object();
    for (String field :
        List.of("id", "name", "type", "location", "sku", "kind", "tags", "identity")) {
      if (document.has(field)) {
        summary.set(field, document.get(field));
      }
    }
    return summary;
  }

  /**
   * The request's {@code $filter}: {@code name eq 'value'} joined by {@code and}, where {@code
   * tagName} and {@code tagValue} belong together.
   *
   * @throws ArmException 400 for what this does not understand
   */
  static Predicate<ObjectNode> filter(Request request) {
    String filter = request.query("$filter").orElse("");
    if (filter.isBlank()) {
      return document -> true;
    }
    Predicate<ObjectNode> all = document -> true;
    String tagName = "";
    for (String part : filter.split("(?i)\\s+and\\s+", -1)) {
      Matcher term = TERM.matcher(part);
      if (!term.matches()) {
        throw ArmException.badRequest(
            "InvalidFilterInQueryString",
            "Invalid $filter '" + filter + "' specified in the query" + " string.");
      }
      String name = term.group(1);
      String value = term.group(2).replace("''", "'");
      if (name.equalsIgnoreCase("tagName")) {
        tagName = value;
        all = all.and(document -> document.path("tags").has(value));
      } else if (name.equalsIgnoreCase("tagValue")) {
        String key = tagName;
        all = all.and(document -> document.path("tags").path(key).asText().equals(value));
      } else {
        all = all.and(document -> matches(document, name, value));
      }
    }
    return all;
  }

  private static boolean matches(ObjectNode document, String name, String value) {
    ResourceId id = ResourceId.parse(Json.text(document, "id")).orElse(null);
    String group = id == null ? "" : id.group();
    return switch (name) {
      case "resourceGroup" -> group.equalsIgnoreCase(value);
      case "resourceType" -> Json.text(document, "type").equalsIgnoreCase(value);
      case "location" -> Json.text(document, "location").equals(Locations.normal(value));
      case "name" -> Json.text(document, "name").equalsIgnoreCase(value);
      default ->
          throw ArmException.badRequest(
              "InvalidFilterInQueryString", "The filter knows no property '" + name + "'.");
    };
  }
}
