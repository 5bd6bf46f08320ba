package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a body may hold, as one line of words; anything else is refused, as the network provider
 * does. A word is a property's name and then: {@code []} a list, {@code !} read-only (dropped when
 * sent), {@code @} a reference of which only the id counts, {@code #} a whole number, {@code ?} a
 * boolean, {@code (A|B)} one of these without regard to case, <code>{...}</code> an object of
 * these, nothing: anything.
 */
final class Shape {
  private record Field(boolean list, char kind, List<String> values, @Nullable Shape object) {}

  private final Map<String, Field> fields = new LinkedHashMap<>();

  private Shape() {}

  static Shape of(String words) {
    Parser parser = new Parser(words);
    return parser.shape();
  }

  /**
   * The body as the store keeps it: read-only and null properties gone, enum values in their own
   * spelling.
   *
   * @throws ArmException 400 InvalidRequestFormat
   */
  ObjectNode read(ObjectNode body, String path) {
    ObjectNode clean = Json.object();
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      String here = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      Field field = fields.get(entry.getKey());
      if (field == null) {
        throw ArmException.malformed(
            "Could not find member '" + entry.getKey() + "' on object. Path '" + here + "'.");
      }
      JsonNode value = entry.getValue();
      if (field.kind() == '!' || value.isNull()) {
        continue;
      }
      if (!field.list()) {
        clean.set(entry.getKey(), one(field, value, here));
      } else if (value instanceof ArrayNode array) {
        ArrayNode elements = clean.putArray(entry.getKey());
        for (int i = 0; i < array.size(); i++) {
          elements.add(one(field, array.get(i), here + "[" + i + "]"));
        }
      } else {
        throw wrong(value, "a list", here);
      }
    }
    return clean;
  }

  private static JsonNode one(Field field, JsonNode value, String path) {
    switch (field.kind()) {
      case '@' -> {
        if (value instanceof ObjectNode object && object.path("id").isTextual()) {
          return Json.id(object.get("id").textValue());
        }
        throw wrong(value, "a reference with an id", path);
      }
      case '#' -> {
        if (!value.isIntegralNumber()) {
          throw wrong(value, "a whole number", path);
        }
        return value;
      }
      case '?' -> {
        if (!value.isBoolean()) {
          throw wrong(value, "a boolean", path);
        }
        return value;
      }
      case '|' -> {
        for (String allowed : field.values()) {
          if (allowed.equalsIgnoreCase(value.asText())) {
            return Json.object().textNode(allowed);
          }
        }
        throw wrong(value, "one of " + String.join(", ", field.values()), path);
      }
      default -> {
        Shape shape = field.object();
        if (shape == null) {
          return value;
        }
        if (value instanceof ObjectNode object) {
          return shape.read(object, path);
        }
        throw wrong(value, "an object", path);
      }
    }
  }

  private static ArmException wrong(JsonNode value, String wanted, String path) {
    return ArmException.malformed(
        "Error converting value " + value + " to " + wanted + ". Path '" + path + "'.");
  }

  private static final class Parser {
    private final String words;
    private int at;

    Parser(String words) {
      this.words = words;
    }

    Shape shape() {
      Shape shape = new Shape();
      while (true) {
        while (at < words.length() && Character.isWhitespace(words.charAt(at))) {
          at++;
        }
        if (at == words.length() || words.charAt(at) == '}') {
          return shape;
        }
        field(shape);
      }
    }

    private void field(Shape shape) {
      int start = at;
      while (at < words.length() && Character.isLetterOrDigit(words.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw new IllegalArgumentException("not a shape at " + words.substring(at));
      }
      String name = words.substring(start, at);
      boolean list = words.startsWith("[]", at);
      if (list) {
        at += 2;
      }
      char kind = at < words.length() ? words.charAt(at) : ' ';
      switch (kind) {
        case '!', '@', '#', '?' -> {
          at++;
          shape.fields.put(name, new Field(list, kind, List.of(), null));
        }
        case '(' -> {
          int end = words.indexOf(')', at);
          List<String> values = List.of(words.substring(at + 1, end).split("\\|", -1));
          at = end + 1;
          shape.fields.put(name, new Field(list, '|', values, null));
        }
        case '{' -> {
          at++;
          Shape object = shape();
          at++;
          shape.fields.put(name, new Field(list, ' ', List.of(), object));
        }
        default -> shape.fields.put(name, new Field(list, ' ', List.of(), null));
      }
    }
  }
}
