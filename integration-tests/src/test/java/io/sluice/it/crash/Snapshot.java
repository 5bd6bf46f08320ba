package io.sluice.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.it.stage.Cloud;
import io.sluice.it.stage.Flat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands in the cloud, without what differs between two clean runs: etags, times, numbers of
 * machines, and what is drawn by lot.
 *
 * @param documents by id
 */
record Snapshot(SortedMap<String, Flat> documents) {

  static Snapshot of(Cloud cloud) throws IOException, InterruptedException {
    SortedMap<String, Flat> documents = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : cloud.everything().entrySet()) {
      Flat flat = Flat.of(entry.getValue());
      flat.leaves().replaceAll(Snapshot::withoutLot);
      documents.put(entry.getKey(), flat);
    }
    return new Snapshot(documents);
  }

  private static String withoutLot(String path, String value) {
    // A public key whose private half is thrown away, and a document that holds a drawn client id;
    // the plan that follows compares the latter by its hash
    if (path.endsWith("/keyData") || path.endsWith("/userData")) {
      return "drawn";
    }
    return value
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "drawn")
        .replaceAll("/virtualMachines/\\d+/", "/virtualMachines/n/")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z?", "then");
  }

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
