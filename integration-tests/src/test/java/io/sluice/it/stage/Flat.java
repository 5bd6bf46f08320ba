package io.sluice.it.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A document as its leaves, so that two can be compared and the difference read. The order of a
 * document's keys means nothing to a cloud, nor does that of a list of references.
 *
 * @param leaves values by path
 */
public record Flat(SortedMap<String, String> leaves) {

  /** Etags are left out: they change on every write. */
  public static Flat of(JsonNode document) {
    SortedMap<String, String> leaves = new TreeMap<>();
    add("", document, leaves);
    return new Flat(leaves);
  }

  private static void add(String path, JsonNode node, SortedMap<String, String> leaves) {
    if (node.isObject()) {
      node.properties().stream()
          .filter(field -> !field.getKey().equals("etag"))
          .forEach(field -> add(path + "/" + field.getKey(), field.getValue(), leaves));
    } else if (node.isArray()) {
      List<JsonNode> items = new ArrayList<>();
      node.forEach(items::add);
      boolean references = items.stream().allMatch(item -> item.size() == 1 && item.has("id"));
      if (references) {
        items.sort((a, b) -> a.path("id").asText().compareTo(b.path("id").asText()));
      }
      for (int i = 0; i < items.size(); i++) {
        add(path + "/" + items.get(i).path("name").asText(String.valueOf(i)), items.get(i), leaves);
      }
    } else {
      leaves.put(path, node.asText());
    }
  }

  /** What this has otherwise than the other; empty if nothing. */
  public List<String> differences(Flat expected) {
    List<String> differences = new ArrayList<>();
    SortedMap<String, String> all = new TreeMap<>(expected.leaves);
    all.putAll(leaves);
    for (String path : all.keySet()) {
      String is = leaves.get(path);
      String should = expected.leaves.get(path);
      if (is == null || !is.equals(should)) {
        differences.add(path + " is " + is + ", should be " + should);
      }
    }
    return differences;
  }
}
