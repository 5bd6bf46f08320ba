package io.sluice.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.it.stage.Cloud;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands in the cloud, without what differs between two clean runs: etags, times, and ids that
 * the cloud draws by lot.
 *
 * @param documents by id
 */
record Snapshot(SortedMap<String, String> documents) {

  static Snapshot of(Cloud cloud) throws IOException, InterruptedException {
    SortedMap<String, String> documents = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : cloud.everything().entrySet()) {
      documents.put(
          entry.getKey(),
          Cloud.withoutEtags(entry.getValue())
              .toString()
              // user-data carries a drawn client id; the plan that follows compares it
              .replaceAll("\"userData\":\"[^\"]*\"", "\"userData\":\"\"")
              .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "drawn")
              .replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z?", "then"));
    }
    return new Snapshot(documents);
  }

  /** What differs from the other, in sentences; empty if nothing. */
  List<String> differences(Snapshot expected) {
    List<String> differences = new ArrayList<>();
    expected.documents.forEach(
        (id, document) -> {
          String here = documents.get(id);
          if (here == null) {
            differences.add("missing: " + id);
          } else if (!here.equals(document)) {
            differences.add(
                "different: " + id + "\n  is        " + here + "\n  should be " + document);
          }
        });
    documents.keySet().stream()
        .filter(id -> !expected.documents.containsKey(id))
        .forEach(id -> differences.add("too many: " + id));
    return differences;
  }
}
