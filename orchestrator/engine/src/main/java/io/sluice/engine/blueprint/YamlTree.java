package io.sluice.engine.blueprint;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML 1.1 into {@link Node}s. Of YAML it takes what a blueprint needs: aliases, tags and a
 * second document are refused, so no text unfolds into more than was written.
 */
final class YamlTree {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final int DEEPEST = 24;

  private final SourceText source;
  private final Problems problems;
  private final YAMLParser parser;

  private YamlTree(SourceText source, Problems problems) throws IOException {
    this.source = source;
    this.problems = problems;
    this.parser = YAML.createParser(source.text());
  }

  /**
   * Reads the one document in the text.
   *
   * @throws ProblemException where reading cannot go on: a syntax error, too deep, nothing there
   */
  static Node read(SourceText source, Problems problems) {
    try {
      YamlTree tree = new YamlTree(source, problems);
      JsonToken first = tree.next();
      if (first == null) {
        throw new ProblemException(
            Problem.error("blueprint.file", Says.quote(source.name()) + " is empty.")
                .withHint("Start from one of the examples in the folder `blueprints`."));
      }
      Node root = tree.node(first, 1);
      if (tree.next() != null) {
        problems.add(
            Problem.error("blueprint.syntax", "A second document begins here.")
                .at(tree.place())
                .withHint("Put one blueprint into one file."));
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory always reads", e);
    }
  }

  private @Nullable JsonToken next() throws IOException {
    try {
      return parser.nextToken();
    } catch (JsonProcessingException e) {
      throw syntax(e.getOriginalMessage(), e.getLocation());
    } catch (RuntimeException e) {
      // The YAML parser lets plain runtime exceptions out on some malformed scalars; whatever text
      // it cannot read is a mistake in the text.
      throw syntax(e.getMessage(), parser.currentTokenLocation());
    }
  }

  private ProblemException syntax(@Nullable String message, @Nullable JsonLocation location) {
    JsonLocation where = location == null ? parser.currentLocation() : location;
    String first = message == null ? "" : message.lines().findFirst().orElse("").strip();
    return new ProblemException(
        Problem.error("blueprint.syntax", "This is not well-formed YAML.")
            .withDetail(first.isEmpty() ? null : first)
            .at(source.place(where.getLineNr(), where.getColumnNr()))
            .withHint(
                "Check indentation (blanks, no tabs), colons and quotes here and just above."));
  }

  private Place place() {
    JsonLocation at = parser.currentTokenLocation();
    return source.place(at.getLineNr(), at.getColumnNr());
  }

  private Node node(JsonToken token, int depth) throws IOException {
    Place place = place();
    if (depth > DEEPEST) {
      throw new ProblemException(
          Problem.error("blueprint.depth", "The nesting is deeper than any blueprint's.")
              .at(place)
              .withHint("Check the brackets and the indentation."));
    }
    refuseSharing(place);
    return switch (token) {
      case START_OBJECT -> mapping(place, depth);
      case START_ARRAY -> sequence(place, depth);
      case VALUE_NUMBER_INT -> scalar(place, Node.Form.WHOLE_NUMBER);
      case VALUE_NUMBER_FLOAT -> scalar(place, Node.Form.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(place, Node.Form.TRUTH);
      case VALUE_NULL -> scalar(place, Node.Form.NOTHING);
      default -> scalar(place, Node.Form.TEXT);
    };
  }

  private Node.Scalar scalar(Place place, Node.Form form) throws IOException {
    String text = parser.getText();
    return new Node.Scalar(place, form, text == null ? "" : text);
  }

  private void refuseSharing(Place place) throws IOException {
    String what =
        parser.isCurrentAlias()
            ? "An alias"
            : parser.getObjectId() != null
                ? "An anchor"
                : parser.getTypeId() != null ? "A tag" : "";
    if (!what.isEmpty()) {
      problems.add(
          Problem.error("blueprint.syntax", what + " of YAML may not stand in a blueprint.")
              .at(place)
              .withHint("Write the value itself, in quotes if it begins with `*`, `&` or `!`."));
    }
  }

  private Node sequence(Place place, int depth) throws IOException {
    List<Node> elements = new ArrayList<>();
    for (JsonToken token = next(); token != null && token != JsonToken.END_ARRAY; token = next()) {
      elements.add(node(token, depth + 1));
    }
    return new Node.Sequence(place, List.copyOf(elements));
  }

  private Node mapping(Place place, int depth) throws IOException {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (JsonToken token = next(); token == JsonToken.FIELD_NAME; token = next()) {
      Place keyPlace = place();
      if (parser.isCurrentAlias()) {
        refuseSharing(keyPlace);
      }
      String key = parser.currentName();
      JsonToken value = next();
      if (value == null) {
        break;
      }
      Node.Entry entry = new Node.Entry(keyPlace, node(value, depth + 1));
      Node.Entry earlier = entries.putIfAbsent(key, entry);
      if (earlier != null) {
        problems.add(
            Problem.error(
                    "blueprint.duplicate-key",
                    "%s stands here a second time; the first is in line %d."
                        .formatted(Says.quote(key), earlier.place().line()))
                .at(keyPlace)
                .withHint("Keep one of the two."));
      }
    }
    return new Node.Mapping(place, entries);
  }
}
