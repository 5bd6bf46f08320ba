package io.sluice.sandbox.traffic;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What {@code POST /sandbox/traffic} does: it sends through the first road that is open. The answer
 * is lines of JSON: how far the run is, about once a second, and last the report, or {@code
 * {"error": sentence}}.
 */
public final class TrafficDesk implements Handler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Road> roads = new CopyOnWriteArrayList<>();

  /** Roads are tried in the order that they were added. */
  public void add(Road road) {
    roads.add(road);
  }

  @Override
  public Response handle(Request request) {
    TrafficRequest wanted;
    try {
      wanted = JSON.readValue(request.text(), TrafficRequest.class);
    } catch (IOException e) {
      return Response.json(400, error("The request is no traffic request: " + e.getMessage()));
    }
    return Response.stream(200, "application/x-ndjson", out -> run(wanted, out));
  }

  private void run(TrafficRequest wanted, OutputStream out) throws IOException {
    try {
      line(out, road().run(wanted, progress -> tell(out, progress)));
    } catch (TrafficException e) {
      out.write((error(String.valueOf(e.getMessage())) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.write(
          (error("The sandbox stopped in the middle of the run.") + "\n")
              .getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Road road() throws TrafficException {
    for (Road road : roads) {
      if (road.open()) {
        return road;
      }
    }
    throw new TrafficException(
        "There is nothing to send traffic through: no public frontend, and no mirror session.");
  }

  private static void tell(OutputStream out, Object progress) {
    try {
      line(out, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void line(OutputStream out, Object value) throws IOException {
    out.write((JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String error(String sentence) {
    return JSON.createObjectNode().put("error", sentence).toString();
  }
}
