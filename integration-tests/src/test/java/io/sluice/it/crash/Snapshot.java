package io.sluice.it.crash;

import io.sluice.it.stage.Flat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What stands in the cloud, without what differs between two clean runs: etags, times, numbers of
 * machines, and what is drawn by lot.
 *
 * @param documents by id
 */
record Snapshot(SortedMap<String, Flat> documents) {

  Set<String> ids() {
    return documents.keySet();
  }

  /** What differs from the other, in sentences; empty if nothing. */
  List<String> differences(Snapshot expected) {
    List<String> differences = new ArrayList<>();
    expected.documents.forEach(
        (id, document) -> {
          Flat here = documents.get(id);
          if (here == null) {
            differences.add("missing: " + id);
          } else {
            here.differences(document).forEach(leaf -> differences.add(id + ": " + leaf));
          }
        });
    documents.keySet().stream()
        .filter(id -> !expected.documents.containsKey(id))
        .forEach(id -> differences.add("too many: " + id));
    return differences;
  }
}
