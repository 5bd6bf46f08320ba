package io.sluice.it.crash;

import io.sluice.it.Places;
import io.sluice.it.stage.Cloud;
import io.sluice.it.stage.Flat;
import io.sluice.it.stage.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** Azure: the gateway example, with one frontend of the user's linked. */
final class AzureScene implements Scene {
  @Override
  public String blueprint() throws IOException {
    return Files.readString(Places.root().resolve("blueprints/azure-gateway.yaml"))
        .replace("sources:\n", "sources:\n  - frontend: " + Users.frontend(0) + "\n");
  }

  @Override
  public void furnish(Path sandbox) throws IOException, InterruptedException {
    Users.create(Cloud.in(sandbox), 2);
  }

  @Override
  public Snapshot look(Path sandbox) throws IOException, InterruptedException {
    SortedMap<String, Flat> documents = new TreeMap<>();
    Cloud.in(sandbox)
        .everything()
        .forEach(
            (id, document) -> {
              Flat flat = Flat.of(document);
              flat.leaves().replaceAll(AzureScene::withoutLot);
              documents.put(id, flat);
            });
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

  @Override
  public void mop(Path sandbox, Snapshot users) throws IOException, InterruptedException {
    Cloud cloud = Cloud.in(sandbox);
    for (String id : cloud.everything().keySet()) {
      if (!users.ids().contains(id) && id.matches("/subscriptions/[^/]+/resourcegroups/[^/]+")) {
        cloud.delete(id);
      }
    }
    furnish(sandbox);
  }
}
