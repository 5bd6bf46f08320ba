package io.sluice.sandbox.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Documents in a map. */
public final class FakeDocuments implements Documents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<String, ObjectNode> byId = new LinkedHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** Puts a document; single quotes may stand for double ones. */
  public ObjectNode put(String json) {
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(json.replace('\'', '"'));
      String id = document.path("id").asText();
      synchronized (byId) {
        byId.put(id.toLowerCase(Locale.ROOT), document);
      }
      changed(id);
      return document.deepCopy();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  public void remove(String id) {
    synchronized (byId) {
      byId.remove(id.toLowerCase(Locale.ROOT));
    }
    changed(id);
  }

  @Override
  public Optional<ObjectNode> get(String id) {
    synchronized (byId) {
      return Optional.ofNullable(byId.get(id.toLowerCase(Locale.ROOT))).map(ObjectNode::deepCopy);
    }
  }

  @Override
  public List<ObjectNode> list(String type) {
    List<ObjectNode> found = new ArrayList<>();
    synchronized (byId) {
      for (ObjectNode document : byId.values()) {
        if (document
            .path("id")
            .asText()
            .toLowerCase(Locale.ROOT)
            .matches(".*/providers/" + type.toLowerCase(Locale.ROOT) + "/[^/]+")) {
          found.add(document.deepCopy());
        }
      }
    }
    return found;
  }

  @Override
  public Optional<ObjectNode> update(String id, UnaryOperator<ObjectNode> change) {
    Optional<ObjectNode> after;
    synchronized (byId) {
      after =
          Optional.ofNullable(
              byId.computeIfPresent(
                  id.toLowerCase(Locale.ROOT), (key, old) -> change.apply(old.deepCopy())));
    }
    changed(id);
    return after.map(ObjectNode::deepCopy);
  }

  @Override
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  private void changed(String id) {
    listeners.forEach(listener -> listener.accept(id));
  }
}
