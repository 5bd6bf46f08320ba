package io.sluice.sandbox.aws.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query request as the tree that their dotted names mean: {@code
 * TagSpecification.1.Tag.2.Key=a}. A list is numbered children, beneath {@code member} or {@code
 * entry} in the services other than EC2.
 */
public final class Params {
  private final Map<String, Params> children = new LinkedHashMap<>();
  private @Nullable String value;

  private Params() {}

  /** Reads a form ({@code application/x-www-form-urlencoded}). */
  public static Params parse(String form) {
    Params root = new Params();
    for (String pair : form.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        root.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return root;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private void put(String name, String text) {
    Params node = this;
    for (String part : name.split("\\.", -1)) {
      node = node.children.computeIfAbsent(part, key -> new Params());
    }
    node.value = text;
  }

  /** These parameters with those of another that they have not themselves, at the top level. */
  public Params over(Params other) {
    Params both = new Params();
    both.children.putAll(other.children);
    both.children.putAll(children);
    return both;
  }

  /** Text, or empty where it is absent. */
  public Optional<String> text(String name) {
    Params child = children.get(name);
    return child == null ? Optional.empty() : Optional.ofNullable(child.value);
  }

  public String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  /**
   * Text that must be there.
   *
   * @throws AwsException {@code MissingParameter}
   */
  public String require(String name) {
    return text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(
            () ->
                AwsException.badRequest(
                    "MissingParameter", "The request must contain the parameter " + name));
  }

  /**
   * A whole number, or empty where it is absent.
   *
   * @throws AwsException {@code InvalidParameterValue} when it is none
   */
  public Optional<Integer> number(String name) {
    return text(name)
        .map(
            text -> {
              try {
                return Integer.valueOf(text);
              } catch (NumberFormatException e) {
                throw AwsException.badRequest(
                    "InvalidParameterValue", "Invalid value '" + text + "' for " + name);
              }
            });
  }

  /** {@code true} or {@code false}, or empty where it is absent. */
  public Optional<Boolean> truth(String name) {
    return text(name).map(Boolean::valueOf);
  }

  /** A structure; one without parameters where it is absent. */
  public Params child(String name) {
    Params child = children.get(name);
    return child == null ? new Params() : child;
  }

  public boolean has(String name) {
    return children.containsKey(name);
  }

  /** The names at this level, in the order they came. */
  public List<String> names() {
    return List.copyOf(children.keySet());
  }

  /** A list of structures, in order of their numbers; empty where it is absent. */
  public List<Params> list(String name) {
    Params list = child(name);
    for (String wrapper : List.of("member", "entry")) {
      if (list.children.containsKey(wrapper)) {
        list = list.child(wrapper);
      }
    }
    Map<Integer, Params> numbered = new TreeMap<>();
    list.children.forEach(
        (key, child) -> {
          if (key.matches("[0-9]{1,9}")) {
            numbered.put(Integer.valueOf(key), child);
          }
        });
    return List.copyOf(numbered.values());
  }

  /** A list of texts, in order of their numbers; empty where it is absent. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    list(name).forEach(each -> each.value().ifPresent(texts::add));
    return List.copyOf(texts);
  }

  /** What stands at this very node, for elements of a list of texts. */
  public Optional<String> value() {
    return Optional.ofNullable(value);
  }
}
