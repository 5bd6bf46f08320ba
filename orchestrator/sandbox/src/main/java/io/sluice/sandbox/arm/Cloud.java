package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.AddressPlan;
import io.sluice.sandbox.cloud.ScaleSets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a type's rules may look at: all other documents, the addresses, the machines.
 *
 * @param base this server's own address, {@code http://127.0.0.1:port}
 */
record Cloud(Store store, AddressPlan addresses, ScaleSets machines, Supplier<String> base) {

  /** The resource, or the element of a resource's embedded collection, with that id. */
  Optional<ObjectNode> find(String id) {
    return ResourceId.parse(id)
        .flatMap(
            parsed -> {
              Optional<ObjectNode> whole = store.get(parsed.toString());
              return whole.isPresent() || parsed.types().size() == 1
                  ? whole
                  : store.get(parsed.root().toString()).flatMap(root -> descend(root, parsed));
            });
  }

  static Optional<ObjectNode> descend(ObjectNode root, ResourceId id) {
    Optional<ObjectNode> here = Optional.of(root);
    for (int i = 1; i < id.types().size(); i++) {
      String collection = id.types().get(i);
      String name = id.names().get(i);
      here = here.flatMap(node -> Json.named(node, "properties." + collection, name));
    }
    return here;
  }

  /** Ids of the documents, the owner apart, that refer to the id or to something beneath it. */
  List<String> referrers(String id) {
    ResourceId self = ResourceId.parse(id).orElseThrow();
    String owner = self.root().toString();
    return store
        .find(
            document ->
                !ResourceId.within(owner, document.path("id").asText())
                    && Json.references(document).stream()
                        .anyMatch(reference -> ResourceId.within(id, reference)))
        .stream()
        .map(document -> document.path("id").asText())
        .toList();
  }
}
