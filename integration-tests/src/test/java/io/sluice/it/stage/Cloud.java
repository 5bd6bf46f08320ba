package io.sluice.it.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sandbox, asked by plain HTTP as any stranger would: not through the provider. */
public final class Cloud {
  /** The subscription that the example blueprints fall back to. */
  public static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String NOBODY =
      Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              "{\"oid\": \"00000000-0000-0000-0000-0000000000aa\"}"
                  .getBytes(StandardCharsets.UTF_8));

  /** Versions to ask with, by namespace. */
  private static final Map<String, String> VERSIONS =
      Map.of(
          "microsoft.network", "2025-03-01",
          "microsoft.compute", "2025-04-01",
          "microsoft.storage", "2025-06-01",
          "microsoft.managedidentity", "2024-11-30",
          "microsoft.insights", "2022-10-01",
          "microsoft.authorization", "2022-04-01");

  private final URI endpoint;
  private final String token;

  private Cloud(URI endpoint, String token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  /** The sandbox whose folder it is. */
  public static Cloud in(Path folder) throws IOException {
    JsonNode json = JSON.readTree(folder.resolve("sandbox.json").toFile());
    return new Cloud(URI.create(json.required("http").asText()), json.required("token").asText());
  }

  public URI endpoint() {
    return endpoint;
  }

  /** A resource's document. */
  public JsonNode get(String id) throws IOException, InterruptedException {
    return ok("GET", id + "?api-version=" + version(id), "");
  }

  /** Whether there is such a resource. */
  public boolean has(String id) throws IOException, InterruptedException {
    return send("GET", id + "?api-version=" + version(id), "", false).statusCode() != 404;
  }

  /** Creates or replaces a resource and waits until it stands. */
  public void put(String id, String body) throws IOException, InterruptedException {
    ok("PUT", id + "?api-version=" + version(id), body);
    settle(id);
  }

  public void delete(String id) throws IOException, InterruptedException {
    ok("DELETE", id + "?api-version=" + version(id), "");
    for (int i = 0; i < 600 && has(id); i++) {
      Thread.sleep(50);
    }
  }

  private void settle(String id) throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      String state = get(id).path("properties").path("provisioningState").asText("Succeeded");
      if (state.equals("Succeeded")) {
        return;
      }
      if (state.equals("Failed")) {
        throw new IOException(id + " failed");
      }
      Thread.sleep(50);
    }
    throw new IOException(id + " does not settle");
  }

  /** Every resource, group and role assignment of the subscription, by its id in lower case. */
  public SortedMap<String, JsonNode> everything() throws IOException, InterruptedException {
    SortedMap<String, JsonNode> all = new TreeMap<>();
    List<String> lists =
        List.of(
            "/resourcegroups?api-version=2021-04-01",
            "/resources?api-version=2021-04-01",
            "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01");
    for (String list : lists) {
      for (JsonNode item : pages(SUBSCRIPTION + list)) {
        String id = item.required("id").asText();
        all.put(id.toLowerCase(Locale.ROOT), list.contains("/resources") ? get(id) : item);
      }
    }
    return all;
  }

  private List<JsonNode> pages(String first) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    String next = first;
    while (!next.isEmpty()) {
      JsonNode page = ok("GET", next, "");
      page.path("value").forEach(items::add);
      String link = page.path("nextLink").asText("");
      next = link.isEmpty() ? "" : link.substring(link.indexOf("/subscriptions"));
    }
    return items;
  }

  /** The sandbox's control API. */
  public JsonNode control(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, "/sandbox" + path, body, true);
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + response.statusCode() + response.body());
    }
    return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
  }

  private JsonNode ok(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, path, body, false);
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + response.statusCode() + response.body());
    }
    return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
  }

  private HttpResponse<String> send(String method, String path, String body, boolean control)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + (control ? token : "e30." + NOBODY + ".e30"))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String version(String id) {
    int providers = id.toLowerCase(Locale.ROOT).lastIndexOf("/providers/");
    if (providers < 0) {
      return "2021-04-01";
    }
    String rest = id.substring(providers + "/providers/".length());
    return VERSIONS.getOrDefault(
        rest.substring(0, rest.indexOf('/')).toLowerCase(Locale.ROOT), "2021-04-01");
  }
}
