package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The documents, in memory: what was put and what the cloud filled in. What other documents say
 * about one (a subnet's ip-configurations) is not stored but found when it is asked for over HTTP.
 */
final class Store implements Documents {
  private final Map<String, ObjectNode> documents = new LinkedHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Optional<ObjectNode> get(String id) {
    synchronized (documents) {
      return Optional.ofNullable(documents.get(ResourceId.key(id))).map(ObjectNode::deepCopy);
    }
  }

  @Override
  public List<ObjectNode> list(String type) {
    return find(document -> type.equalsIgnoreCase(document.path("type").asText()));
  }

  List<ObjectNode> find(Predicate<ObjectNode> wanted) {
    List<ObjectNode> found = new ArrayList<>();
    synchronized (documents) {
      for (ObjectNode document : documents.values()) {
        if (wanted.test(document)) {
          found.add(document.deepCopy());
        }
      }
    }
    return found;
  }

  /** All documents at or beneath an id. */
  List<ObjectNode> within(String id) {
    return find(document -> ResourceId.within(id, document.path("id").asText()));
  }

  void put(ObjectNode document) {
    String id = document.path("id").asText();
    synchronized (documents) {
      documents.put(ResourceId.key(id), document.deepCopy());
    }
    tell(id);
  }

  void remove(String id) {
    boolean gone;
    synchronized (documents) {
      gone = documents.remove(ResourceId.key(id)) != null;
    }
    if (gone) {
      tell(id);
    }
  }

  @Override
  public Optional<ObjectNode> update(String id, UnaryOperator<ObjectNode> change) {
    ObjectNode after;
    synchronized (documents) {
      ObjectNode before = documents.get(ResourceId.key(id));
      if (before == null) {
        return Optional.empty();
      }
      after = change.apply(before.deepCopy());
      stamp(after);
      documents.put(ResourceId.key(id), after.deepCopy());
    }
    tell(id);
    return Optional.of(after);
  }

  /** Changes a document's state, which is no write: its etag stays. */
  void settle(String id, Consumer<ObjectNode> change) {
    synchronized (documents) {
      ObjectNode document = documents.get(ResourceId.key(id));
      if (document == null) {
        return;
      }
      change.accept(document);
    }
    tell(id);
  }

  /** Gives the document, and every embedded child, a new etag, where it has one. */
  static void stamp(ObjectNode document) {
    if (document.has("etag")) {
      String etag = "W/\"" + UUID.randomUUID() + "\"";
      document.put("etag", etag);
      document
          .path("properties")
          .forEach(
              property ->
                  property.forEach(
                      element -> {
                        if (element instanceof ObjectNode child && child.has("etag")) {
                          child.put("etag", etag);
                        }
                      }));
    }
  }

  @Override
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  private void tell(String id) {
    listeners.forEach(listener -> listener.accept(id));
  }
}
