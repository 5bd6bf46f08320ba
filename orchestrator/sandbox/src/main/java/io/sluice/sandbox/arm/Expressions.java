package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * The template language, as far as strangers' clients use it here: strings, numbers, property
 * access, and the functions that {@code functions} knows.
 */
final class Expressions {
  private final BiFunction<String, List<JsonNode>, JsonNode> functions;
  private String text = "";
  private int at;

  /**
   * @param functions gives a function's value, by its name in lower case and its arguments
   */
  Expressions(BiFunction<String, List<JsonNode>, JsonNode> functions) {
    this.functions = functions;
  }

  /** A copy of the node with every {@code "[...]"} evaluated. */
  JsonNode evaluate(JsonNode node) {
    if (node.isTextual()) {
      return evaluate(node.textValue());
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.properties().forEach(f -> copy.set(f.getKey(), evaluate(f.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(element -> copy.add(evaluate(element)));
      return copy;
    }
    return node;
  }

  private JsonNode evaluate(String value) {
    if (value.startsWith("[[")) {
      return TextNode.valueOf(value.substring(1));
    }
    if (!value.startsWith("[") || !value.endsWith("]")) {
      return TextNode.valueOf(value);
    }
    // Evaluating a variable's text may come back here: each call keeps its own place
    Expressions inner = new Expressions(functions);
    inner.text = value.substring(1, value.length() - 1);
    JsonNode result = inner.expression();
    if (inner.at != inner.text.length()) {
      throw inner.broken();
    }
    return result;
  }

  private JsonNode expression() {
    skip();
    JsonNode value;
    if (peek() == '\'') {
      value = TextNode.valueOf(literal());
    } else if (Character.isDigit(peek()) || peek() == '-') {
      value = number();
    } else {
      value = call();
    }
    while (peek() == '.' || peek() == '[') {
      if (text.charAt(at++) == '.') {
        value = value.path(word());
      } else {
        JsonNode index = expression();
        value = index.isNumber() ? value.path(index.asInt()) : value.path(index.asText());
        expect(']');
      }
    }
    skip();
    return value;
  }

  private JsonNode call() {
    String name = word().toLowerCase(Locale.ROOT);
    expect('(');
    List<JsonNode> arguments = new ArrayList<>();
    skip();
    while (peek() != ')') {
      arguments.add(expression());
      skip();
      if (peek() == ',') {
        at++;
      } else if (peek() != ')') {
        throw broken();
      }
    }
    at++;
    return functions.apply(name, arguments);
  }

  private String literal() {
    StringBuilder literal = new StringBuilder();
    at++;
    while (true) {
      if (at >= text.length()) {
        throw broken();
      }
      char c = text.charAt(at++);
      if (c != '\'') {
        literal.append(c);
      } else if (peek() == '\'') {
        literal.append('\'');
        at++;
      } else {
        return literal.toString();
      }
    }
  }

  private JsonNode number() {
    int start = at++;
    while (Character.isDigit(peek())) {
      at++;
    }
    return Json.object().numberNode(Integer.parseInt(text.substring(start, at)));
  }

  private String word() {
    skip();
    int start = at;
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      at++;
    }
    if (at == start) {
      throw broken();
    }
    return text.substring(start, at);
  }

  private void expect(char wanted) {
    skip();
    if (peek() != wanted) {
      throw broken();
    }
    at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void skip() {
    while (Character.isWhitespace(peek())) {
      at++;
    }
  }

  private ArmException broken() {
    return ArmException.badRequest(
        "InvalidTemplate",
        "Deployment template validation failed: 'The template language expression '"
            + text
            + "' is not valid at position "
            + at
            + ".'");
  }
}
