package io.sluice.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import java.util.List;
import java.util.Locale;

/** JSON documents as commands write and read them. */
public final class Json {
  public static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** Indented by two spaces, {@code \n} line ends on every system. */
  public static String pretty(JsonNode node) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    try {
      return MAPPER
          .writer(
              new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter))
          .writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Problems as data: severity, code, summary and, where they have them, detail, where, hint. */
  public static ArrayNode problems(List<Problem> problems) {
    ArrayNode array = MAPPER.createArrayNode();
    for (Problem problem : problems) {
      ObjectNode node = array.addObject();
      node.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
      node.put("code", problem.code());
      node.put("summary", problem.summary());
      if (problem.detail() != null) {
        node.put("detail", problem.detail());
      }
      Place where = problem.where();
      if (where != null) {
        node.putObject("where")
            .put("file", where.file())
            .put("line", where.line())
            .put("column", where.column());
      }
      if (problem.hint() != null) {
        node.put("hint", problem.hint());
      }
    }
    return array;
  }
}
