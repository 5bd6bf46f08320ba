package io.sluice.it.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The paths of an OpenAPI description, matched as Azure matches them: literals without regard to
 * case, and a {@code {scope}} that spans segments.
 */
final class Templates {
  /**
   * @param path the request's path with the template's spelling of its literals, and a scope of
   *     several segments folded into one, because the validator's {@code {scope}} matches only one
   */
  record Match(String path, JsonNode operation) {}

  private final JsonNode paths;

  Templates(JsonNode paths) {
    this.paths = paths;
  }

  /** The operation whose template has the most literals in common with the path. */
  Optional<Match> match(String path, String method) {
    String verb = method.toLowerCase(Locale.ROOT);
    List<String> wanted = segments(path);
    Match best = null;
    int most = -1;
    for (var entry : paths.properties()) {
      List<String> template = segments(entry.getKey());
      List<String> folded = fold(template, wanted);
      int literals = literals(template, folded);
      if (literals > most && entry.getValue().has(verb)) {
        most = literals;
        best = new Match(spell(template, folded), entry.getValue().get(verb));
      }
    }
    return Optional.ofNullable(best);
  }

  private static List<String> fold(List<String> template, List<String> wanted) {
    int surplus = wanted.size() - template.size();
    if (template.getFirst().equals("{scope}") && surplus > 0) {
      List<String> folded = new ArrayList<>(wanted.subList(surplus, wanted.size()));
      folded.set(0, "scope");
      return folded;
    }
    return wanted;
  }

  /** How many literals agree, or -1 when the path does not fit the template. */
  private static int literals(List<String> template, List<String> path) {
    if (template.size() != path.size()) {
      return -1;
    }
    int literals = 0;
    for (int i = 0; i < template.size(); i++) {
      if (template.get(i).startsWith("{")) {
        continue;
      }
      if (!template.get(i).equalsIgnoreCase(path.get(i))) {
        return -1;
      }
      literals++;
    }
    return literals;
  }

  private static String spell(List<String> template, List<String> path) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < template.size(); i++) {
      boolean parameter = template.get(i).startsWith("{");
      spelled.append('/').append(parameter ? path.get(i) : template.get(i));
    }
    return spelled.toString();
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    segments.removeIf(String::isEmpty);
    return segments;
  }
}
