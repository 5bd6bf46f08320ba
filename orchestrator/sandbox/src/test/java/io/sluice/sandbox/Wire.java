package io.sluice.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.ArmService;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.arm.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A sandbox and a plain HTTP client that speaks to it. */
final class Wire implements AutoCloseable {
  static final String GROUP =
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g";
  static final String NETWORK = GROUP + "/providers/Microsoft.Network";
  static final String COMPUTE = GROUP + "/providers/Microsoft.Compute";
  static final String ME = "11111111-1111-1111-1111-111111111111";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** An answer. */
  record Reply(int status, Map<String, String> headers, String text) {
    JsonNode json() {
      try {
        return MAPPER.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }

    String at(String path) {
      return Json.text(json(), path);
    }

    String code() {
      return at("error.code");
    }
  }

  final Sandbox sandbox;
  private final HttpClient client = HttpClient.newHttpClient();
  private String token = Token.of(Json.object().put("oid", ME));

  Wire(Path dir, int pageSize) {
    this(dir, pageSize, null);
  }

  Wire(Path dir, int pageSize, @Nullable Path record) {
    sandbox =
        Sandbox.start(
            new SandboxOptions(
                dir,
                new ArmService.Settings(Duration.ofMillis(30), pageSize),
                Optional.ofNullable(record)),
            PaperMachines::new);
  }

  Wire(Path dir) {
    this(dir, 100);
  }

  /** With a resource group {@code g} in West Europe. */
  Wire withGroup() {
    put(GROUP, "{'location':'westeurope'}");
    return this;
  }

  /** With a network {@code net} of 10.40.0.0/16 and its subnet {@code s} of 10.40.1.0/24. */
  Wire withNetwork() {
    withGroup();
    put(
        NETWORK + "/virtualNetworks/net",
        "{'location':'westeurope','properties':{'addressSpace':{'addressPrefixes':['10.40.0.0/16']},"
            + "'subnets':[{'name':'s','properties':{'addressPrefix':'10.40.1.0/24'}}]}}");
    return this;
  }

  static String subnet() {
    return NETWORK + "/virtualNetworks/net/subnets/s";
  }

  void speakAs(String principal) {
    token = Token.of(Json.object().put("oid", principal));
  }

  void useToken(String other) {
    token = other;
  }

  Reply send(String method, String path, byte[] body, Map<String, String> headers) {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(sandbox.http() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofByteArray(body));
    if (!token.isEmpty() && !headers.containsKey("Authorization")) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> found.put(name, values.getFirst()));
      return new Reply(response.statusCode(), found, response.body());
    } catch (IOException e) {
      return new Reply(-1, Map.of(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An ARM call; single quotes in the body stand for double ones. */
  Reply call(String method, String path, String body, Map<String, String> headers) {
    String versioned =
        path.contains("api-version=")
            ? path
            : path + (path.contains("?") ? "&" : "?") + "api-version=2024-03-01";
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return send(method, versioned, bytes, headers);
  }

  Reply get(String path) {
    return call("GET", path, "", Map.of());
  }

  Reply delete(String path) {
    return await(call("DELETE", path, "", Map.of()));
  }

  Reply tryPut(String path, String body) {
    return call("PUT", path, body, Map.of());
  }

  /** Puts, expects success, and waits for the operation's end. */
  Reply put(String path, String body) {
    Reply reply = tryPut(path, body);
    if (reply.status() / 100 != 2) {
      throw new AssertionError(path + ": " + reply);
    }
    await(reply);
    return reply;
  }

  /** Polls as a client does, until the operation is over. */
  Reply await(Reply reply) {
    String link = reply.headers().get("Azure-AsyncOperation");
    if (link == null) {
      return reply;
    }
    for (int i = 0; i < 100; i++) {
      Reply poll = send("GET", link, new byte[0], Map.of());
      if (!poll.at("status").equals("InProgress")) {
        return poll.at("status").equals("Succeeded") ? reply : poll;
      }
    }
    throw new AssertionError("the operation does not end: " + link);
  }

  Reply control(String method, String path, String body) {
    return call(method, path, body, Map.of("Authorization", "Bearer " + sandbox.token()));
  }

  void fault(String fault) {
    Reply reply = control("POST", "/sandbox/faults", fault);
    if (reply.status() != 204) {
      throw new AssertionError(reply.toString());
    }
  }

  Reply blob(String method, String path, byte[] body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(Map.of("x-ms-version", "2023-11-03"));
    all.putAll(headers);
    return send(method, "/blob/" + path, body, all);
  }

  static ObjectNode parse(String text) {
    try {
      return Json.parse(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    sandbox.close();
  }
}
