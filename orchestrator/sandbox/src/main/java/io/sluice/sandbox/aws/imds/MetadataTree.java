package io.sluice.sandbox.aws.imds;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Leaves by their path; a path that leads to several is a list of what stands beneath it. */
final class MetadataTree {
  private final TreeMap<String, Supplier<String>> leaves = new TreeMap<>();

  MetadataTree leaf(String path, String value) {
    return leaf(path, () -> value);
  }

  /** A leaf whose value is made when somebody reads it. */
  MetadataTree leaf(String path, Supplier<String> value) {
    leaves.put(path, value);
    return this;
  }

  /**
   * A leaf's value, or one line for each name beneath the path, with a slash where more follows.
   */
  Optional<String> read(String path) {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Supplier<String> leaf = leaves.get(plain);
    if (leaf != null) {
      return Optional.of(leaf.get());
    }
    String prefix = plain.isEmpty() ? "" : plain + "/";
    Set<String> names = new LinkedHashSet<>();
    for (String each : leaves.tailMap(prefix).keySet()) {
      if (!each.startsWith(prefix)) {
        break;
      }
      String rest = each.substring(prefix.length());
      int slash = rest.indexOf('/');
      names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
    }
    List<String> lines = new ArrayList<>(names);
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }
}
