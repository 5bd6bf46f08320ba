package io.sluice.it.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request and its answer, as {@code orchestrator --record} writes them: one JSON object a line.
 *
 * @param url absolute
 * @param requestBody empty when there was none
 * @param responseHeaders names in lower case
 * @param responseBody empty when there was none
 */
public record Exchange(
    String method,
    String url,
    String requestBody,
    int status,
    Map<String, String> responseHeaders,
    String responseBody) {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Every exchange of a record, in its order. */
  public static List<Exchange> read(Path record) throws IOException {
    try (var lines = Files.lines(record)) {
      return lines.filter(line -> !line.isBlank()).map(Exchange::parse).toList();
    }
  }

  static Exchange parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      Map<String, String> headers = new LinkedHashMap<>();
      node.path("responseHeaders")
          .properties()
          .forEach(
              e -> headers.put(e.getKey().toLowerCase(java.util.Locale.ROOT), text(e.getValue())));
      return new Exchange(
          node.required("method").asText(),
          node.required("url").asText(),
          text(node.path("requestBody")),
          node.required("status").asInt(),
          headers,
          text(node.path("responseBody")));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a recorded exchange: " + line, e);
    }
  }

  private static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    return node.isTextual() ? node.asText() : node.toString();
  }

  @Override
  public String toString() {
    return method + " " + url + " -> " + status;
  }
}
