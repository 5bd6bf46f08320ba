package io.sluice.sandbox.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short words for reading and writing documents. Paths are dotted. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  public static ObjectNode id(String id) {
    return object().put("id", id);
  }

  /**
   * The document in the text.
   *
   * @throws JsonProcessingException when it is not one JSON object
   */
  public static ObjectNode parse(String text) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(text);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new JsonProcessingException("not a JSON object") {};
  }

  public static JsonNode at(JsonNode node, String path) {
    JsonNode here = node;
    for (String step : path.split("\\.", -1)) {
      here = here.path(step);
    }
    return here;
  }

  public static String text(JsonNode node, String path) {
    return at(node, path).asText("");
  }

  public static Optional<String> textIfAny(JsonNode node, String path) {
    JsonNode found = at(node, path);
    return found.isTextual() ? Optional.of(found.textValue()) : Optional.empty();
  }

  /** The objects of an array; none when there is no array. */
  public static List<ObjectNode> objects(JsonNode node, String path) {
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode element : at(node, path)) {
      if (element instanceof ObjectNode object) {
        found.add(object);
      }
    }
    return found;
  }

  public static List<String> texts(JsonNode node, String path) {
    List<String> found = new ArrayList<>();
    for (JsonNode element : at(node, path)) {
      if (element.isTextual()) {
        found.add(element.textValue());
      }
    }
    return found;
  }

  /** The element of that name, without regard to case. */
  public static Optional<ObjectNode> named(JsonNode node, String path, String name) {
    return objects(node, path).stream()
        .filter(element -> text(element, "name").equalsIgnoreCase(name))
        .findFirst();
  }

  /** The object under that field; made when it is not there. */
  public static ObjectNode child(ObjectNode node, String field) {
    return node.get(field) instanceof ObjectNode object ? object : node.putObject(field);
  }

  /** The array under that field; made when it is not there. */
  public static ArrayNode list(ObjectNode node, String field) {
    return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
  }

  public static ObjectNode properties(ObjectNode node) {
    return child(node, "properties");
  }

  public static void defaults(ObjectNode node, String field, String value) {
    if (!node.hasNonNull(field)) {
      node.put(field, value);
    }
  }

  public static void defaults(ObjectNode node, String field, int value) {
    if (!node.hasNonNull(field)) {
      node.put(field, value);
    }
  }

  public static void defaults(ObjectNode node, String field, boolean value) {
    if (!node.hasNonNull(field)) {
      node.put(field, value);
    }
  }

  /** JSON merge patch (RFC 7396): objects merge, null removes, all else replaces. */
  static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        target.remove(field.getKey());
      } else if (field.getValue() instanceof ObjectNode from
          && target.get(field.getKey()) instanceof ObjectNode into) {
        merge(into, from);
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }

  /** Every {@code {"id": "/subscriptions/..."}} in the tree, the root's own apart. */
  static List<String> references(JsonNode node) {
    List<String> found = new ArrayList<>();
    node.properties().forEach(field -> collect(field.getKey(), field.getValue(), found));
    return found;
  }

  private static void collect(String name, JsonNode node, List<String> found) {
    if (node.isArray()) {
      node.forEach(element -> collect(name, element, found));
      return;
    }
    if (!node.isObject() || name.equals("tags")) {
      return;
    }
    // An element of an embedded collection carries its own id beside its name
    if (!node.has("name") && node.path("id").asText("").startsWith("/subscriptions/")) {
      found.add(node.get("id").asText());
    }
    node.properties().forEach(field -> collect(field.getKey(), field.getValue(), found));
  }
}
