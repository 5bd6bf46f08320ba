package io.sluice.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.aws.wire.AwsException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads members of a request, and refuses as CloudWatch does. */
final class Read {
  private static final int DIMENSIONS = 30;

  private Read() {}

  static AwsException invalid(String message) {
    return AwsException.badRequest("InvalidParameterValue", message);
  }

  static AwsException combination(String message) {
    return AwsException.badRequest("InvalidParameterCombination", message);
  }

  private static JsonNode required(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (node.isMissingNode() || node.isNull() || (node.isTextual() && node.asText().isEmpty())) {
      throw AwsException.badRequest(
          "MissingParameter", "The parameter %s is required.".formatted(name));
    }
    return node;
  }

  static String text(JsonNode in, String name) {
    return required(in, name).asText();
  }

  static String text(JsonNode in, String name, String otherwise) {
    return optional(in, name).orElse(otherwise);
  }

  static Optional<String> optional(JsonNode in, String name) {
    return in.hasNonNull(name) ? Optional.of(in.path(name).asText()) : Optional.empty();
  }

  static String oneOf(JsonNode in, String name, Set<String> values) {
    String text = text(in, name);
    if (!values.contains(text)) {
      throw AwsException.badRequest(
          "ValidationError",
          "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member"
                  .formatted(text, Character.toLowerCase(name.charAt(0)) + name.substring(1))
              + " must satisfy enum value set: "
              + new TreeSet<>(values));
    }
    return text;
  }

  static boolean truth(JsonNode in, String name, boolean otherwise) {
    return in.path(name).asBoolean(otherwise);
  }

  static double decimal(JsonNode in, String name) {
    JsonNode node = required(in, name);
    try {
      return node.isNumber() ? node.asDouble() : Double.parseDouble(node.asText());
    } catch (NumberFormatException e) {
      throw invalid("The value %s for parameter %s is invalid.".formatted(node.asText(), name));
    }
  }

  static int number(JsonNode in, String name) {
    double value = decimal(in, name);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw invalid("The value %s for parameter %s is invalid.".formatted(value, name));
    }
    return (int) value;
  }

  static int number(JsonNode in, String name, int otherwise) {
    return in.hasNonNull(name) ? number(in, name) : otherwise;
  }

  /** Seconds since 1970, or ISO 8601 in the query protocol. */
  static Instant time(JsonNode in, String name) {
    JsonNode node = required(in, name);
    try {
      BigDecimal seconds =
          node.isNumber() ? node.decimalValue() : new BigDecimal(node.asText().strip());
      return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    } catch (NumberFormatException notANumber) {
      try {
        return OffsetDateTime.parse(node.asText()).toInstant();
      } catch (DateTimeException e) {
        throw invalid("The value %s for parameter %s is invalid.".formatted(node.asText(), name));
      }
    }
  }

  static List<JsonNode> list(JsonNode in, String name) {
    List<JsonNode> list = new ArrayList<>();
    in.path(name).forEach(list::add);
    return list;
  }

  static List<String> texts(JsonNode in, String name) {
    return list(in, name).stream().map(JsonNode::asText).toList();
  }

  static SortedMap<String, String> dimensions(JsonNode in) {
    SortedMap<String, String> dimensions = new TreeMap<>();
    for (JsonNode each : list(in, "Dimensions")) {
      if (dimensions.put(text(each, "Name"), text(each, "Value")) != null) {
        throw invalid("A metric has no dimension twice: " + text(each, "Name"));
      }
    }
    if (dimensions.size() > DIMENSIONS) {
      throw invalid("A metric has at most %d dimensions.".formatted(DIMENSIONS));
    }
    return dimensions;
  }

  static Map<String, String> tags(JsonNode in) {
    Map<String, String> tags = new TreeMap<>();
    list(in, "Tags").forEach(each -> tags.put(text(each, "Key"), text(each, "Value", "")));
    return tags;
  }

  /** As an answer lists them. */
  static List<Map<String, String>> pairs(String key, Map<String, String> pairs) {
    return new TreeMap<>(pairs)
        .entrySet().stream()
            .map(each -> Map.of(key, each.getKey(), "Value", each.getValue()))
            .toList();
  }
}
