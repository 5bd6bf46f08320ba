package io.sluice.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * As much of Azure as a whole apply needs: documents are kept and given back, by id, by group and
 * by subscription, and blobs too. It judges nothing; the integration tests' sandbox does.
 */
final class FakeArm implements AutoCloseable {
  /** A call as it came. */
  record Call(String method, String path, String query, String body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, ObjectNode> documents = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Map<String, String>> blobs = new TreeMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  FakeArm() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  void forgetCalls() {
    calls.clear();
  }

  synchronized List<String> ids() {
    return List.copyOf(documents.keySet());
  }

  synchronized List<String> blobNames() {
    return List.copyOf(blobs.keySet());
  }

  synchronized ObjectNode document(String id) {
    return documents.get(id);
  }

  /** Puts a document as if somebody else had. */
  synchronized ObjectNode seed(String id, String json) throws IOException {
    return store(id, (ObjectNode) JSON.readTree(json));
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path =
        exchange.getRequestURI().getPath().replace("/resourcegroups/", "/resourceGroups/");
    String method = exchange.getRequestMethod();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    calls.add(new Call(method, path, query, new String(body, StandardCharsets.UTF_8)));
    synchronized (this) {
      if (path.startsWith("/blob/")) {
        blob(exchange, method, path, query);
      } else {
        arm(exchange, method, path, body);
      }
    }
    exchange.close();
  }

  private void arm(HttpExchange exchange, String method, String path, byte[] body)
      throws IOException {
    switch (method) {
      case "PUT", "PATCH" -> {
        String etag = exchange.getRequestHeaders().getFirst("If-Match");
        ObjectNode before = documents.get(path);
        if (etag != null && (before == null || !etag.equals(before.path("etag").asText()))) {
          error(exchange, 412, "PreconditionFailed");
          return;
        }
        ObjectNode document = store(path, (ObjectNode) JSON.readTree(body));
        boolean account = path.matches("(?i).*/storageAccounts/[^/]+");
        answer(exchange, account || before != null ? 200 : 201, document);
      }
      case "DELETE" -> {
        boolean there = documents.remove(path) != null;
        exchange.sendResponseHeaders(there ? 200 : 204, -1);
      }
      default -> {
        ObjectNode document = documents.get(path);
        if (document != null) {
          answer(exchange, 200, document);
        } else if (isCollection(path)) {
          answer(exchange, 200, list(path));
        } else {
          error(exchange, 404, "ResourceNotFound");
        }
      }
    }
  }

  private static boolean isCollection(String path) {
    int segments = path.split("/", -1).length - 1;
    return path.toLowerCase(Locale.ROOT).contains("/providers/")
        ? segments % 2 == 1
        : path.endsWith("/resources");
  }

  private ObjectNode list(String path) {
    boolean resources = path.endsWith("/resources");
    String prefix = resources ? path.substring(0, path.lastIndexOf('/')) : path;
    int providers = prefix.toLowerCase(Locale.ROOT).indexOf("/providers/");
    String scope = providers < 0 ? prefix : prefix.substring(0, providers);
    String type = providers < 0 ? "" : prefix.substring(prefix.lastIndexOf('/') + 1);
    ArrayNode value = JSON.createArrayNode();
    for (Map.Entry<String, ObjectNode> entry : documents.entrySet()) {
      List<String> segments = List.of(entry.getKey().split("/", -1));
      boolean sameType = segments.get(segments.size() - 2).equalsIgnoreCase(type);
      boolean top = segments.size() == 9 && !entry.getKey().contains("roleAssignments");
      if (Ids.within(entry.getKey(), scope) && (resources ? top : sameType)) {
        value.add(entry.getValue());
      }
    }
    ObjectNode list = JSON.createObjectNode();
    list.set("value", value);
    return list;
  }

  private ObjectNode store(String id, ObjectNode document) {
    String name = Ids.name(id);
    document.put("id", id).put("name", name).put("etag", UUID.randomUUID().toString());
    if (id.contains("/providers/")) {
      String parent = id.substring(0, id.lastIndexOf('/'));
      document.put(
          "type", id.split("/", -1)[6] + "/" + parent.substring(parent.lastIndexOf('/') + 1));
    }
    ObjectNode properties = document.withObjectProperty("properties");
    properties.put("provisioningState", "Succeeded");
    for (String part :
        List.of(
            "frontendIPConfigurations",
            "backendAddressPools",
            "probes",
            "loadBalancingRules",
            "ipConfigurations",
            "subnets")) {
      for (JsonNode child : properties.path(part)) {
        ((ObjectNode) child).put("id", id + "/" + part + "/" + child.path("name").asText());
      }
    }
    if (id.contains("userAssignedIdentities/")) {
      properties.put(
          "principalId", UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString());
      properties.put("clientId", "00000000-0000-0000-0000-0000000000cc");
    }
    if (id.matches("(?i).*/storageAccounts/[^/]+")) {
      properties.withObjectProperty("primaryEndpoints").put("blob", url() + "/blob/" + name + "/");
      properties.set("supportsHttpsTrafficOnly", properties.path("supportsHttpsTrafficOnly"));
    }
    if (id.contains("publicIPAddresses/")) {
      properties.put("ipAddress", "203.0.113.7");
    }
    if (id.contains("roleAssignments/")) {
      properties.put("scope", id.substring(0, id.indexOf("/providers/Microsoft.Authorization")));
    }
    if (id.contains("virtualMachineScaleSets/")) {
      ((ObjectNode) properties.path("virtualMachineProfile")).remove("userData");
    }
    documents.put(id, document);
    return document;
  }

  private void blob(HttpExchange exchange, String method, String path, String query)
      throws IOException {
    switch (method) {
      case "PUT" -> {
        Map<String, String> metadata = new TreeMap<>();
        exchange
            .getRequestHeaders()
            .forEach(
                (key, values) -> {
                  String lower = key.toLowerCase(Locale.ROOT);
                  if (lower.startsWith("x-ms-meta-")) {
                    metadata.put(lower.substring(10), values.getFirst());
                  }
                });
        blobs.put(path, metadata);
        exchange.sendResponseHeaders(201, -1);
      }
      case "DELETE" -> exchange.sendResponseHeaders(blobs.remove(path) == null ? 404 : 202, -1);
      default -> {
        String prefix = query.replaceAll(".*prefix=([^&]*).*", "$1");
        List<String> items = new ArrayList<>();
        blobs.forEach(
            (blob, metadata) -> {
              String name = blob.substring(Math.min(blob.length(), path.length() + 1));
              if (blob.startsWith(path + "/") && name.startsWith(prefix)) {
                StringBuilder tags = new StringBuilder();
                metadata.forEach(
                    (key, value) -> tags.append("<%s>%s</%s>".formatted(key, value, key)));
                items.add(
                    "<Blob><Name>%s</Name><Metadata>%s</Metadata></Blob>".formatted(name, tags));
              }
            });
        byte[] xml =
            ("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
                    + String.join("", items)
                    + "</Blobs><NextMarker/></EnumerationResults>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, xml.length);
        exchange.getResponseBody().write(xml);
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, ObjectNode document)
      throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(document);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error")
        .put("code", code)
        .put("message", code + " for " + exchange.getRequestURI());
    answer(exchange, status, body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
