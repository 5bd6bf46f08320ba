package io.sluice.engine.blueprint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes the JSON Schema (2020-12) of a blueprint, by which editors complete and check. It knows
 * what one value may be; what holds between values the loader alone knows.
 */
public final class SchemaWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Deque<Class<?>> open = new ArrayDeque<>();
  private final Set<Class<?>> seen = new LinkedHashSet<>();

  private SchemaWriter() {}

  /** The schema's text; the same records always give the same text. */
  public static String write() {
    try {
      return JSON.writeValueAsString(new SchemaWriter().root()) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own always serialises", e);
    }
  }

  private ObjectNode root() throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Sluice blueprint");
    root.put("description", "What should be seen in a cloud's traffic.");
    root.put("$ref", reference(Blueprint.class));
    ObjectNode definitions = root.putObject("$defs");
    while (!open.isEmpty()) {
      Class<?> type = open.remove();
      definitions.set(type.getSimpleName(), definition(type));
    }
    return root;
  }

  private String reference(Class<?> type) {
    if (seen.add(type)) {
      open.add(type);
    }
    return "#/$defs/" + type.getSimpleName();
  }

  private ObjectNode definition(Class<?> type) throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    if (type.isSealed()) {
      ArrayNode choices = node.putArray("oneOf");
      for (Class<?> choice : type.getPermittedSubclasses()) {
        choices.addObject().put("$ref", reference(choice));
      }
      return node;
    }
    node.put("type", "object");
    node.put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    for (Component component : Component.all(type)) {
      Setting setting = component.setting();
      ObjectNode value = value(component.type(), setting);
      value.put("description", setting.value());
      if (!setting.fallback().isEmpty()) {
        value.set("default", YAML.readTree(setting.fallback()));
      } else if (!component.optional()) {
        required.add(component.name());
      }
      properties.set(component.name(), value);
    }
    if (!required.isEmpty()) {
      node.set("required", required);
    }
    return node;
  }

  private ObjectNode value(Type type, Setting setting) {
    ObjectNode node = JSON.createObjectNode();
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      node.put("type", "object");
      node.set("additionalProperties", value(String.class, setting));
    } else if (type instanceof ParameterizedType list) {
      node.put("type", "array");
      node.set("items", value(list.getActualTypeArguments()[0], setting));
    } else if (type == String.class) {
      text(node, setting.pattern().isEmpty() ? ".*\\S.*" : setting.pattern());
    } else if (type == DataRate.class) {
      text(node, DataRate.PATTERN);
    } else if (type == DataSize.class) {
      text(node, DataSize.PATTERN);
    } else if (type == Duration.class) {
      text(node, Durations.PATTERN);
    } else if (type == boolean.class) {
      node.put("type", "boolean");
    } else if (type == PortRange.class) {
      ArrayNode either = node.putArray("anyOf");
      either.addObject().put("type", "integer").put("minimum", 0).put("maximum", 65_535);
      text(either.addObject(), PortRange.PATTERN);
    } else if (type instanceof Class<?> named && named.isEnum()) {
      ArrayNode names = node.put("type", "string").putArray("enum");
      Scalars.choices(named).forEach(names::add);
    } else if (type == int.class || type == Integer.class) {
      ArrayNode either = node.putArray("anyOf");
      either
          .addObject()
          .put("type", "integer")
          .put("minimum", setting.min())
          .put("maximum", Math.min(setting.max(), Integer.MAX_VALUE));
      either.addObject().put("type", "string").put("pattern", Environment.REFERENCE);
    } else {
      node.put("$ref", reference((Class<?>) type));
    }
    return node;
  }

  /** The whole text by the pattern, or a reference to the environment anywhere in it. */
  private static void text(ObjectNode node, String pattern) {
    node.put("type", "string");
    node.put("pattern", "^(?:" + pattern + ")$|" + Environment.REFERENCE);
  }
}
