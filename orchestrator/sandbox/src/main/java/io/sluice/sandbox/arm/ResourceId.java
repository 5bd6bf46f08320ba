package io.sluice.sandbox.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The id of a resource: a scope, a provider's namespace, and pairs of type and name.
 *
 * @param scope what stands before the last {@code /providers/}: a resource group, a subscription,
 *     or, for a role assignment, a resource
 */
public record ResourceId(String scope, String namespace, List<String> types, List<String> names) {

  public ResourceId {
    types = List.copyOf(types);
    names = List.copyOf(names);
  }

  /** Reads a whole id; empty for a path that is a collection, an action or a group. */
  public static Optional<ResourceId> parse(String id) {
    int providers = id.toLowerCase(Locale.ROOT).lastIndexOf("/providers/");
    if (providers < 0) {
      return Optional.empty();
    }
    String[] rest = id.substring(providers + "/providers/".length()).split("/", -1);
    if (rest.length < 3 || rest.length % 2 == 0) {
      return Optional.empty();
    }
    List<String> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 1; i < rest.length; i += 2) {
      types.add(rest[i]);
      names.add(rest[i + 1]);
    }
    return Optional.of(new ResourceId(scope(id.substring(0, providers)), rest[0], types, names));
  }

  /** Groups are written {@code resourcegroups} as often as {@code resourceGroups}. */
  private static String scope(String scope) {
    return scope.replaceFirst("(?i)/resourcegroups/", "/resourceGroups/");
  }

  String type() {
    return namespace + "/" + String.join("/", types);
  }

  String name() {
    return names.getLast();
  }

  /** The first type and name alone: the document that holds embedded children. */
  ResourceId root() {
    return new ResourceId(scope, namespace, types.subList(0, 1), names.subList(0, 1));
  }

  Optional<ResourceId> parent() {
    int last = types.size() - 1;
    return last == 0
        ? Optional.empty()
        : Optional.of(
            new ResourceId(scope, namespace, types.subList(0, last), names.subList(0, last)));
  }

  /** The same id with the type spelt as the registry spells it. */
  ResourceId spelt(String type) {
    List<String> parts = List.of(type.split("/", -1));
    return new ResourceId(scope, parts.getFirst(), parts.subList(1, parts.size()), names);
  }

  String subscription() {
    String[] parts = scope.split("/", -1);
    return parts.length > 2 ? parts[2] : "";
  }

  /** The group's name, empty outside any group. */
  String group() {
    String[] parts = scope.split("/", -1);
    return parts.length > 4 ? parts[4] : "";
  }

  /** {@code /subscriptions/S/resourceGroups/G}. */
  String groupId() {
    return "/subscriptions/" + subscription() + "/resourceGroups/" + group();
  }

  static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  /** Whether {@code id} is {@code ancestor} or lies beneath it. */
  static boolean within(String ancestor, String id) {
    String a = key(ancestor);
    String i = key(id);
    return i.equals(a) || i.startsWith(a + "/");
  }

  static boolean same(String a, String b) {
    return a.equalsIgnoreCase(b);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scope).append("/providers/").append(namespace);
    for (int i = 0; i < types.size(); i++) {
      text.append('/').append(types.get(i)).append('/').append(names.get(i));
    }
    return text.toString();
  }
}
