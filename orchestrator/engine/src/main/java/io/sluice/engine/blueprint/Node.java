package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of YAML that knows where it stands. */
sealed interface Node {
  Place place();

  /** What YAML took a plain scalar for; quoted ones are text. */
  enum Form {
    TEXT("text"),
    WHOLE_NUMBER("a number"),
    NUMBER("a number"),
    TRUTH("true or false"),
    NOTHING("empty");

    private final String spoken;

    Form(String spoken) {
      this.spoken = spoken;
    }
  }

  record Scalar(Place place, Form form, String text) implements Node {}

  record Sequence(Place place, List<Node> elements) implements Node {}

  record Mapping(Place place, Map<String, Entry> entries) implements Node {}

  /**
   * One key of a mapping with its value.
   *
   * @param place where the key stands
   */
  record Entry(Place place, Node value) {}

  /** What it is, to complete "but it is ...". */
  default String spoken() {
    return switch (this) {
      case Scalar scalar -> scalar.form().spoken;
      case Sequence sequence -> "a list";
      case Mapping mapping -> "a mapping";
    };
  }

  /**
   * Where the value at this path stands: keys and list positions from here. Where the path leaves
   * what was written, the place of the last piece that was.
   */
  default Place at(Object... path) {
    Node node = this;
    for (Object step : path) {
      Node next = node.child(step);
      if (next == null) {
        return node.place();
      }
      node = next;
    }
    return node.place();
  }

  private @Nullable Node child(Object step) {
    if (this instanceof Mapping mapping) {
      Entry entry = mapping.entries().get(step);
      return entry == null ? null : entry.value();
    }
    return this instanceof Sequence sequence && step instanceof Integer index
        ? sequence.elements().get(index)
        : null;
  }
}
