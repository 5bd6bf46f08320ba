package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A deployment's template: its resources with every expression evaluated, in the order to make. */
final class Template {

  /** One resource to put. */
  record Step(ResourceId id, ObjectNode body) {}

  private final Cloud cloud;
  private final String groupId;
  private final ObjectNode template;
  private final ObjectNode parameters;
  private final Expressions expressions = new Expressions(this::call);

  Template(Cloud cloud, String groupId, ObjectNode template, ObjectNode parameters) {
    this.cloud = cloud;
    this.groupId = groupId;
    this.template = template;
    this.parameters = parameters;
  }

  /**
   * The resources, those that others depend on first.
   *
   * @throws ArmException 400 InvalidTemplate
   */
  List<Step> steps() {
    Map<String, ObjectNode> waiting = new LinkedHashMap<>();
    Map<String, Step> steps = new LinkedHashMap<>();
    for (ObjectNode resource : Json.objects(template, "resources")) {
      ObjectNode body = (ObjectNode) expressions.evaluate(resource);
      ResourceId id = id(Json.text(body, "type"), Json.text(body, "name"));
      String key = ResourceId.key(id.toString());
      waiting.put(key, body);
      ObjectNode clean = body.deepCopy();
      clean.remove(List.of("apiVersion", "type", "name", "dependsOn", "scope", "comments"));
      steps.put(key, new Step(id, clean));
    }
    List<Step> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      String next =
          waiting.entrySet().stream()
              .filter(entry -> dependencies(entry.getValue()).noneMatch(waiting::containsKey))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow(() -> invalid("The template has circular dependencies."));
      waiting.remove(next);
      ordered.add(Objects.requireNonNull(steps.get(next)));
    }
    return ordered;
  }

  private Stream<String> dependencies(ObjectNode resource) {
    return Json.texts(resource, "dependsOn").stream()
        .map(
            name -> {
              if (name.startsWith("/")) {
                return ResourceId.key(name);
              }
              String[] parts = name.split("/", -1);
              return parts.length < 3
                  ? name
                  : ResourceId.key(id(parts[0] + "/" + parts[1], parts[2]).toString());
            });
  }

  /** The outputs, once the resources are there. */
  ObjectNode outputs() {
    ObjectNode outputs = Json.object();
    template
        .path("outputs")
        .properties()
        .forEach(
            field ->
                outputs
                    .putObject(field.getKey())
                    .put("type", Json.text(field.getValue(), "type"))
                    .set("value", expressions.evaluate(field.getValue().path("value"))));
    return outputs;
  }

  private ResourceId id(String type, String name) {
    if (!type.contains("/") || name.isEmpty()) {
      throw invalid("A resource needs a type and a name.");
    }
    Optional<Types.Place> place = Types.find(type);
    String spelt =
        place.map(found -> found.owner().name()).filter(n -> n.equalsIgnoreCase(type)).orElse(type);
    List<String> types = List.of(spelt.split("/", -1));
    List<String> names = List.of(name.split("/", -1));
    if (types.size() != names.size() + 1) {
      throw invalid("The resource '" + name + "' has incorrect segment lengths.");
    }
    return new ResourceId(groupId, types.getFirst(), types.subList(1, types.size()), names);
  }

  private JsonNode call(String function, List<JsonNode> arguments) {
    return switch (function) {
      case "parameters" -> parameter(arguments.getFirst().asText());
      case "variables" ->
          expressions.evaluate(
              required(template.path("variables"), arguments.getFirst().asText(), "variable"));
      case "concat" -> {
        StringBuilder joined = new StringBuilder();
        arguments.forEach(argument -> joined.append(argument.asText()));
        yield TextNode.valueOf(joined.toString());
      }
      case "tolower" -> TextNode.valueOf(arguments.getFirst().asText().toLowerCase(Locale.ROOT));
      case "resourceid" -> TextNode.valueOf(resourceId(arguments));
      case "reference" -> reference(arguments.getFirst().asText());
      case "resourcegroup" ->
          cloud.store().get(groupId).orElseThrow(() -> ArmException.groupNotFound(groupId));
      case "subscription" -> {
        String subscription = groupId.split("/", -1)[2];
        yield Json.id("/subscriptions/" + subscription).put("subscriptionId", subscription);
      }
      default -> throw invalid("The template function '" + function + "' is not valid.");
    };
  }

  private JsonNode parameter(String name) {
    JsonNode given = parameters.path(name).path("value");
    if (!given.isMissingNode()) {
      return given;
    }
    JsonNode declared = required(template.path("parameters"), name, "parameter");
    return expressions.evaluate(required(declared, "defaultValue", "value of parameter " + name));
  }

  private static JsonNode required(JsonNode node, String field, String what) {
    JsonNode found = node.path(field);
    if (found.isMissingNode()) {
      throw invalid("The template " + what + " '" + field + "' is not found.");
    }
    return found;
  }

  /** {@code resourceId([group,] type, names...)}; with a subscription before the group, too. */
  private String resourceId(List<JsonNode> arguments) {
    List<String> words = new ArrayList<>(arguments.stream().map(JsonNode::asText).toList());
    String scope = groupId;
    int leading = 0;
    while (leading < words.size() && !words.get(leading).contains("/")) {
      leading++;
    }
    if (leading == words.size() || leading > 2) {
      throw invalid("resourceId needs a type.");
    }
    if (leading > 0) {
      String subscription = leading == 2 ? words.getFirst() : groupId.split("/", -1)[2];
      scope = "/subscriptions/" + subscription + "/resourceGroups/" + words.get(leading - 1);
    }
    List<String> types = List.of(words.get(leading).split("/", -1));
    List<String> names = words.subList(leading + 1, words.size());
    if (types.size() != names.size() + 1) {
      throw invalid("resourceId of '" + words.get(leading) + "' has the wrong number of names.");
    }
    return new ResourceId(scope, types.getFirst(), types.subList(1, types.size()), names)
        .toString();
  }

  /** The properties of a resource, by its id or by the name it has in this template. */
  private JsonNode reference(String which) {
    String id = which;
    if (!which.startsWith("/")) {
      id =
          Json.objects(template, "resources").stream()
              .filter(
                  resource -> expressions.evaluate(resource.path("name")).asText().equals(which))
              .map(resource -> id(Json.text(resource, "type"), which).toString())
              .findFirst()
              .orElseThrow(
                  () -> invalid("The resource '" + which + "' is not defined in the template."));
    }
    String known = id;
    return cloud
        .find(id)
        .map(document -> document.path("properties"))
        .orElseThrow(() -> invalid("The resource '" + known + "' is not there."));
  }

  private static ArmException invalid(String message) {
    return ArmException.badRequest(
        "InvalidTemplate", "Deployment template validation failed: '" + message + "'");
  }
}
