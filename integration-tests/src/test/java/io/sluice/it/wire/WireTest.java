package io.sluice.it.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireTest {
  private final AtomicInteger executed = new AtomicInteger();
  private HttpServer cloud;
  private String base;
  private Wire wire;
  @TempDir private Path temp;

  @BeforeEach
  void start() throws IOException {
    cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    base = "http://127.0.0.1:" + cloud.getAddress().getPort();
    cloud.createContext(
        "/",
        exchange -> {
          executed.incrementAndGet();
          String body =
              "{\"method\": \""
                  + exchange.getRequestMethod()
                  + "\", \"next\": \""
                  + base
                  + exchange.getRequestURI()
                  + "\"}";
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Location", base + "/poll");
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(202, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    cloud.start();
    wire = new Wire(URI.create(base));
    Files.writeString(temp.resolve("sandbox.json"), "{\"http\": \"" + base + "\"}");
    wire.folder(temp, temp.resolve("through"));
  }

  @AfterEach
  void stop() {
    wire.close();
    cloud.stop(0);
  }

  @Test
  void aCallComesThroughAndTheCloudsOwnAddressIsReplacedByTheWires() throws Exception {
    HttpResponse<String> answer = send("PATCH", "/a/b?c=d%20e", "x");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body())
        .contains("PATCH", throughWire() + "/a/b?c=d%20e")
        .doesNotContain(base + "/");
    assertThat(answer.headers().firstValue("location")).hasValue(throughWire() + "/poll");
  }

  @Test
  void aCallHeldBeforeTheCloudIsNotExecuted() {
    wire.tap(
        (call, onward) -> {
          throw new IOException("cut");
        });

    assertThatThrownBy(() -> send("PUT", "/a", "x")).isInstanceOf(IOException.class);
    assertThat(executed).hasValue(0);
  }

  @Test
  void aCallHeldAfterTheCloudIsExecutedAndItsAnswerIsLost() {
    wire.tap(
        (call, onward) -> {
          onward.send();
          throw new IOException("cut");
        });

    assertThatThrownBy(() -> send("PUT", "/a", "x")).isInstanceOf(IOException.class);
    assertThat(executed).hasValue(1);
  }

  @Test
  void controlCallsAreNotTapped() throws Exception {
    wire.tap(
        (call, onward) -> {
          throw new IOException("cut");
        });

    assertThat(send("GET", "/sandbox/status", "").statusCode()).isEqualTo(202);
  }

  private String throughWire() throws IOException {
    return Files.readString(temp.resolve("through/sandbox.json"))
        .replaceAll(".*\"(http://[^\"]+)\".*", "$1");
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(throughWire() + path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
