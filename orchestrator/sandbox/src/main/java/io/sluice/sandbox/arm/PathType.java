package io.sluice.sandbox.arm;

import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** The type that an ARM path is about, whether it names one resource, a list or an action. */
final class PathType {
  private PathType() {}

  static Optional<String> of(String path) {
    int cut = path.toLowerCase(Locale.ROOT).lastIndexOf("/providers/");
    if (cut < 0) {
      return path.toLowerCase(Locale.ROOT).contains("/resourcegroups")
          ? Optional.of("Microsoft.Resources/resourceGroups")
          : Optional.empty();
    }
    String[] parts = path.substring(cut + "/providers/".length()).split("/", -1);
    StringJoiner type = new StringJoiner("/").add(parts[0]);
    for (int i = 1; i < parts.length; i += 2) {
      type.add(parts[i]);
    }
    String text = type.toString();
    return Optional.of(
        text.contains("/locations/")
            ? "operation"
            : Types.find(text).flatMap(place -> spelt(text, place)).orElse(text));
  }

  private static Optional<String> spelt(String text, Types.Place place) {
    return place.embedded().isEmpty() ? Optional.of(place.owner().name()) : Optional.of(text);
  }
}
