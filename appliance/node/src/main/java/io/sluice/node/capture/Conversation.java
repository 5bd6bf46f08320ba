package io.sluice.node.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.node.config.UserError;
import io.sluice.node.search.Moment;
import io.sluice.packet.filter.FilterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link CaptureServer} answers. */
final class Conversation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_KEEP = Duration.ofDays(1).toSeconds();

  private final Captures captures;

  Conversation(Captures captures) {
    this.captures = captures;
  }

  /** Reads one request and answers it. */
  void answer(SocketChannel connection) throws IOException {
    try {
      answer(connection, Request.read(connection));
    } catch (Request.BadRequestException | UserError e) {
      Answer.whole(connection, 400, Answer.TEXT, String.valueOf(e.getMessage()));
    } catch (FilterException e) {
      String told = "The filter is refused: %s.\n%s".formatted(e.getMessage(), e.caret());
      Answer.whole(connection, 400, Answer.TEXT, told);
    }
  }

  private void answer(SocketChannel connection, Request request)
      throws IOException, FilterException {
    switch (request.method() + " " + request.path()) {
      case "GET /status" -> Answer.whole(connection, 200, Answer.JSON, status());
      case "GET /search" -> search(connection, request);
      case "GET /keep" -> Answer.whole(connection, 200, Answer.JSON, keeps());
      case "POST /keep" -> keep(connection, request);
      case "DELETE /keep" -> release(connection, request);
      default ->
          Answer.whole(
              connection,
              List.of("/status", "/search", "/keep").contains(request.path()) ? 405 : 404,
              Answer.TEXT,
              "There are GET /status, GET /search, and GET, POST and DELETE /keep.");
    }
  }

  private String status() {
    ObjectNode node = JSON.createObjectNode();
    CaptureCounts counts = captures.counts();
    node.put("problem", captures.problem());
    node.put("store", captures.store().toString());
    put(node, "durableThrough", counts.durableThrough());
    put(node, "oldest", counts.oldest());
    ObjectNode totals = node.putObject("counts");
    counts.named().forEach(totals::put);
    return node.toString();
  }

  private static void put(ObjectNode node, String name, @Nullable Instant at) {
    node.put(name, at == null ? null : at.toString());
  }

  private String keeps() throws IOException {
    List<String> all = captures.keeps().stream().map(Keep::json).toList();
    return "[" + String.join(",\n", all) + "]";
  }

  private void keep(SocketChannel connection, Request request) throws IOException {
    Instant around = Instant.now();
    if (!request.parameter("around").isEmpty()) {
      long nanos = Moment.nanos("around", request.parameter("around"), around);
      around = Instant.ofEpochSecond(0, nanos);
    }
    Duration before = seconds(request, "before");
    Duration after = seconds(request, "after");
    Keep kept;
    try {
      kept = captures.keep(around, before, after, request.parameter("why"));
    } catch (IOException | DateTimeException e) {
      String told = "This cannot be kept: %s.".formatted(e.getMessage());
      Answer.whole(connection, 507, Answer.TEXT, told);
      return;
    }
    Answer.whole(connection, 200, Answer.JSON, kept.json());
  }

  private static Duration seconds(Request request, String name) throws IOException {
    String text = request.parameter(name);
    try {
      long seconds = text.isEmpty() ? 60 : Long.parseLong(text);
      if (seconds >= 0 && seconds <= LONGEST_KEEP) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Told below
    }
    throw new Request.BadRequestException(
        "`%s=%s` is not from 0 to %d seconds.".formatted(name, text, LONGEST_KEEP));
  }

  private void release(SocketChannel connection, Request request) throws IOException {
    boolean gone = captures.release(request.parameter("id"));
    Answer.whole(
        connection, gone ? 200 : 404, Answer.TEXT, gone ? "released" : "There is no such span.");
  }

  private void search(SocketChannel connection, Request request)
      throws IOException, FilterException {
    Path store =
        switch (request.parameter("in")) {
          case "" -> captures.store();
          case "kept" -> captures.kept();
          default -> throw new Request.BadRequestException("`in` is `kept`, or is left out.");
        };
    Instant now = Instant.now();
    long from = moment(request, "from", now, Long.MIN_VALUE);
    long to = moment(request, "to", now, Long.MAX_VALUE);
    boolean follow = request.parameters().containsKey("follow");
    Streaming.search(connection, store, request.parameter("filter"), from, to, follow);
  }

  private static long moment(Request request, String name, Instant now, long otherwise) {
    String text = request.parameter(name);
    return text.isEmpty() ? otherwise : Moment.nanos(name, text, now);
  }

  /** Returns when the peer has closed its side; it has nothing more to say. */
  static void untilClosed(SocketChannel connection) {
    try {
      ByteBuffer nothing = ByteBuffer.allocate(64);
      while (connection.read(nothing.clear()) >= 0) {
        // Whatever it says
      }
    } catch (IOException e) {
      // It has left
    }
  }
}
