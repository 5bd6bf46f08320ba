package io.sluice.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * IAM policy documents, in one form each, so that equal means equal.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">
 *     Policy grammar</a>
 */
final class Policies {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Policies() {}

  /**
   * A document of statements that allow.
   *
   * @param statements each with what it has besides its effect
   */
  static String allow(List<Map<String, Object>> statements) {
    return write(
        Map.of(
            "Version",
            "2012-10-17",
            "Statement",
            statements.stream()
                .map(
                    one -> {
                      Map<String, Object> statement = new TreeMap<>(one);
                      statement.put("Effect", "Allow");
                      return statement;
                    })
                .toList()));
  }

  /** IAM gives documents back percent-encoded; one that is no JSON stays as it is. */
  static String read(String encoded) {
    String text = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    try {
      return write(JSON.readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  private static String write(Object document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of strings are always JSON", e);
    }
  }
}
