package io.sluice.it.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a sandbox on a port of its own. Addresses of the sandbox inside its answers are
 * replaced by the wire's, so that polling and Blob calls pass it too.
 */
public final class Wire implements AutoCloseable {
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "content-length", "host", "transfer-encoding", "expect", "upgrade");

  /**
   * A request on its way.
   *
   * @param path with the query, as it came
   */
  public record Call(String method, String path, Map<String, String> headers, Body body) {}

  /** An answer on its way back; header names are in lower case. */
  public record Answer(int status, Map<String, String> headers, Body body) {}

  /** Carries a call on to the sandbox. */
  @FunctionalInterface
  public interface Onward {
    Answer send() throws IOException;
  }

  /** What happens to each call. Control calls ({@code /sandbox/...}) do not pass it. */
  @FunctionalInterface
  public interface Tap {
    /**
     * @return the answer to deliver
     * @throws IOException to hang up without an answer
     */
    Answer pass(Call call, Onward onward) throws IOException;
  }

  private final String sandbox;
  private final String here;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private volatile Tap tap = (call, onward) -> onward.send();

  /**
   * @param sandbox its plain endpoint
   */
  public Wire(URI sandbox) throws IOException {
    this.sandbox = "http://" + sandbox.getAuthority();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    here = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Its own plain endpoint. */
  public URI endpoint() {
    return URI.create(here);
  }

  public void tap(Tap next) {
    tap = next;
  }

  /**
   * Writes a sandbox folder that leads through the wire; a command finds it by {@code
   * SLUICE_SANDBOX_DIR}.
   *
   * @param original the sandbox's own folder
   */
  public void folder(Path original, Path leading) throws IOException {
    Files.createDirectories(leading);
    String json = Files.readString(original.resolve("sandbox.json"));
    Files.writeString(leading.resolve("sandbox.json"), json.replace(sandbox, here));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      Call call =
          new Call(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              new Body(exchange.getRequestBody().readAllBytes()));
      Answer answer =
          call.path().startsWith("/sandbox/") ? forward(call) : tap.pass(call, () -> forward(call));
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      boolean empty = answer.body().isEmpty() || call.method().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().bytes().length);
      if (!empty) {
        exchange.getResponseBody().write(answer.body().bytes());
      }
    }
  }

  private Answer forward(Call call) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sandbox + call.path()))
            .method(
                call.method(),
                call.body().isEmpty() && Set.of("GET", "HEAD", "DELETE").contains(call.method())
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(call.body().bytes()));
    call.headers()
        .forEach(
            (name, value) -> {
              if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
              }
            });
    try {
      return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Answer answer(HttpResponse<byte[]> response) {
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name)) {
        headers.put(name, header.getValue().getFirst().replace(sandbox, here));
      }
    }
    Body body = new Body(response.body());
    String type = headers.getOrDefault("content-type", "");
    if (type.contains("json") || type.contains("xml")) {
      body = Body.of(body.text().replace(sandbox, here));
    }
    return new Answer(response.statusCode(), headers, body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.close();
  }
}
