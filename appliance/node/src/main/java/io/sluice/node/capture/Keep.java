package io.sluice.node.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A span of time whose packets are set aside.
 *
 * @param id its name, which is a file name too
 * @param from when it begins
 * @param to when it ends; may be yet to come
 * @param why as whoever asked for it says
 * @param segments names of the segments that were set aside for it so far
 * @param done whether no more of them will come
 */
public record Keep(
    String id, Instant from, Instant to, String why, List<String> segments, boolean done) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = ".json";

  public Keep {
    segments = List.copyOf(segments);
  }

  Keep with(List<String> more, boolean nowDone) {
    List<String> all = new ArrayList<>(segments);
    all.addAll(more);
    return new Keep(id, from, to, why, all, nowDone);
  }

  static Path file(Path directory, String id) {
    return directory.resolve(id + FILE);
  }

  static boolean isFile(Path path) {
    return path.toString().endsWith(FILE);
  }

  /** As a JSON document. */
  public String json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", id);
    node.put("from", from.toString());
    node.put("to", to.toString());
    node.put("why", why);
    segments.forEach(node.putArray("segments")::add);
    node.put("done", done);
    return node.toString();
  }

  static Keep read(Path file) throws IOException {
    JsonNode node = JSON.readTree(Files.readString(file));
    List<String> segments = new ArrayList<>();
    node.path("segments").forEach(each -> segments.add(each.asText()));
    try {
      return new Keep(
          node.path("id").asText(),
          Instant.parse(node.path("from").asText()),
          Instant.parse(node.path("to").asText()),
          node.path("why").asText(),
          segments,
          node.path("done").asBoolean());
    } catch (DateTimeException e) {
      throw new IOException(file.getFileName() + " has a time that is none", e);
    }
  }
}
