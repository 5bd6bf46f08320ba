package io.sluice.sandbox.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends every ARM exchange, and every AWS exchange besides S3's, to a file, one JSON object a
 * line: {@code {"method","url","request","status","headers","response"}}. Tokens and signatures are
 * not recorded.
 */
public final class Recorder {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;

  public Recorder(Path file) {
    this.file = file;
  }

  static boolean wants(Call call) {
    return call.service().equals("arm")
        || (call.service().equals("aws") && !call.type().startsWith("s3:"));
  }

  synchronized void record(Request request, Response response) {
    ObjectNode line = Json.object().put("method", request.method());
    String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
    line.put("url", request.rawPath() + query);
    line.set("request", body(request.text()));
    line.put("status", response.status());
    ObjectNode headers = line.putObject("headers");
    response.headers().forEach(headers::put);
    line.set("response", body(response.text()));
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot record to " + file, e);
    }
  }

  private static JsonNode body(String text) {
    try {
      return text.isEmpty() ? Json.object().nullNode() : MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return Json.object().textNode(text);
    }
  }
}
