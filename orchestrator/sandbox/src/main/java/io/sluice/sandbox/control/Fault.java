package io.sluice.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Something that goes wrong on purpose.
 *
 * @param match found anywhere in {@code METHOD path?query}, or for AWS in {@code METHOD
 *     service:Action}, e.g. {@code POST ec2:RunInstances}
 * @param skip how many matching calls go unharmed first
 * @param times how many calls it strikes after that
 * @param delayMillis how long each waits before anything else
 * @param drop {@code before}: the connection is cut and the call not executed; {@code after}: it is
 *     executed and its answer lost; empty: no cut
 * @param answer sent in the place of executing the call; empty: the call goes through
 */
public record Fault(
    Pattern match,
    AtomicInteger skip,
    AtomicInteger times,
    long delayMillis,
    String drop,
    Optional<Response> answer) {

  /**
   * Reads {@code {"match","skip","times","delayMillis","drop","status","headers","body"}}; only
   * {@code match} is required, and {@code times} is 1 unless said.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Fault read(ObjectNode json) {
    String match = json.path("match").asText();
    String drop = json.path("drop").asText("");
    if (match.isEmpty()) {
      throw new IllegalArgumentException("a fault needs a match");
    }
    if (!drop.isEmpty() && !drop.equals("before") && !drop.equals("after")) {
      throw new IllegalArgumentException("drop is before or after, not " + drop);
    }
    return new Fault(
        Pattern.compile(match),
        new AtomicInteger(json.path("skip").asInt(0)),
        new AtomicInteger(json.path("times").asInt(1)),
        json.path("delayMillis").asLong(0),
        drop,
        json.has("status") ? Optional.of(answer(json)) : Optional.empty());
  }

  private static Response answer(ObjectNode json) {
    JsonNode body = json.path("body");
    String text =
        body.isTextual() ? body.textValue() : body.isMissingNode() ? "{}" : body.toString();
    Response response = Response.json(json.path("status").asInt(), text);
    Map<String, String> headers = new LinkedHashMap<>();
    json.path("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response;
  }

  /** Whether it strikes this call; counts it if so. */
  boolean strikes(String methodAndPath, String methodAndAction) {
    if (!match.matcher(methodAndPath).find() && !match.matcher(methodAndAction).find()) {
      return false;
    }
    if (skip.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return false;
    }
    return times.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  boolean isSpent() {
    return times.get() == 0;
  }
}
