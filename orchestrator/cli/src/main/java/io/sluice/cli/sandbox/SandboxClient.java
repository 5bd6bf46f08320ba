package io.sluice.cli.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.terminal.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The daemon's control API ({@code /sandbox/...}), over plain HTTP on loopback. */
public final class SandboxClient {
  private final SandboxFile file;

  public SandboxClient(SandboxFile file) {
    this.file = file;
  }

  /** Endpoint, machines, fleets; {@code limit} bounds connecting and each read. */
  public JsonNode status(Duration limit) throws IOException {
    return whole("GET", "/sandbox/status", limit);
  }

  /** How many calls the cloud has answered, by method and type. */
  public JsonNode calls(Duration limit) throws IOException {
    return whole("GET", "/sandbox/calls", limit);
  }

  /** Asks the daemon to end. */
  public void stop(Duration limit) throws IOException {
    whole("POST", "/sandbox/stop", limit);
  }

  /**
   * Sends traffic. The answer comes line by line as it happens.
   *
   * @param request the options of a run
   * @param progress gets every line, the report too
   * @return the last line: the report
   * @throws IOException when the answer is cut off or the request is refused; the message is the
   *     daemon's own sentence then
   */
  public JsonNode traffic(JsonNode request, Duration limit, Consumer<JsonNode> progress)
      throws IOException {
    HttpURLConnection connection = open("POST", "/sandbox/traffic", limit);
    send(connection, request);
    JsonNode last = null;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer(connection), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          last = Json.MAPPER.readTree(line);
          progress.accept(last);
        }
      }
    }
    if (last == null) {
      throw new IOException("The sandbox sent no report.");
    }
    return last;
  }

  private JsonNode whole(String method, String path, Duration limit) throws IOException {
    HttpURLConnection connection = open(method, path, limit);
    if (method.equals("POST")) {
      send(connection, Json.object());
    }
    try (InputStream body = answer(connection)) {
      JsonNode json = Json.MAPPER.readTree(body.readAllBytes());
      return json == null ? Json.object() : json;
    }
  }

  private HttpURLConnection open(String method, String path, Duration limit) throws IOException {
    URI uri = file.http().resolve(path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) limit.toMillis());
    connection.setReadTimeout((int) limit.toMillis());
    connection.setRequestProperty("Authorization", "Bearer " + file.token());
    return connection;
  }

  private static void send(HttpURLConnection connection, JsonNode body) throws IOException {
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      out.write(Json.MAPPER.writeValueAsBytes(body));
    }
  }

  private static InputStream answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status / 100 == 2) {
      return connection.getInputStream();
    }
    try (InputStream body = connection.getErrorStream()) {
      throw new IOException(refusal(status, body == null ? null : body.readAllBytes()));
    }
  }

  private static String refusal(int status, byte @Nullable [] body) {
    if (body != null) {
      try {
        JsonNode json = Json.MAPPER.readTree(body);
        String message =
            json == null
                ? ""
                : json.path("error").path("message").asText(json.path("error").asText());
        if (!message.isEmpty()) {
          return message;
        }
      } catch (IOException e) {
        // not JSON: the status says enough
      }
    }
    return "The sandbox answered with HTTP status " + status + ".";
  }
}
