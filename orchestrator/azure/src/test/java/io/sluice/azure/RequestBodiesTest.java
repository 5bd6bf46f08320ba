package io.sluice.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.sluice.engine.apply.Applier;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an apply sends, judged by Microsoft's own request schemas with every object closed. They lie
 * in {@code shared/}; without it the test is skipped and says so.
 */
class RequestBodiesTest {
  private static final String PREFIX = "https://schema.management.azure.com/schemas/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final Map<String, SchemaLocation> byType = new HashMap<>();
  private JsonSchemaFactory factory;

  @BeforeEach
  void readSchemas() throws IOException {
    Path schemas = shared().resolve("specs/azure/request-schemas/schemas");
    assumeThat(schemas).as("SKIPPED: no request schemas at " + schemas).isDirectory();
    Map<String, String> texts = new HashMap<>();
    try (Stream<Path> files = Files.walk(schemas)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).toList()) {
        JsonNode document = JSON.readTree(file.toFile());
        close(document);
        String uri = PREFIX + schemas.relativize(file);
        texts.put(uri, document.toString());
        for (String section : List.of("resourceDefinitions", "extension_resourceDefinitions")) {
          document
              .path(section)
              .properties()
              .forEach(
                  entry ->
                      byType.putIfAbsent(
                          key(
                              entry.getValue().at("/properties/type/enum/0").asText(),
                              entry.getValue().at("/properties/apiVersion/enum/0").asText()),
                          SchemaLocation.of(uri + "#/" + section + "/" + entry.getKey())));
        }
      }
    }
    factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V4,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
  }

  private static Path shared() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named);
  }

  private static String key(String type, String version) {
    return type.toLowerCase(Locale.ROOT) + "@" + version;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")
        && Stream.of("oneOf", "anyOf", "allOf").noneMatch(object::has)) {
      object.put("additionalProperties", false);
    }
    node.forEach(RequestBodiesTest::close);
  }

  @Test
  void everyBodyThatAnApplySendsIsValid() throws IOException {
    List<String> problems = new ArrayList<>();
    TreeSet<String> judged = new TreeSet<>();
    try (FakeArm arm = new FakeArm()) {
      arm.seed(
          Fixtures.USERS_LB,
          """
          {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {
            "frontendIPConfigurations": [{"name": "web", "zones": ["1"],
              "properties": {"publicIPAddress": {"id": "/x/ip"}}}]}}
          """);
      String nic = Fixtures.USERS_LB.replace("loadBalancers/shop", "networkInterfaces/nic");
      arm.seed(
          nic,
          """
          {"location": "westeurope", "properties": {"ipConfigurations": [{"name": "ip",
            "properties": {"publicIPAddress": {"id": "/x/ip2"}, "subnet": {"id": "/x/s"}}}]}}
          """);
      AzureProvider provider =
          AzureProvider.open(
              Fixtures.blueprint(
                  new Source.Frontend(Fixtures.USERS_FRONTEND),
                  new Source.PublicIp(nic + "/ipConfigurations/ip")),
              Fixtures.session(arm.url()),
              Fixtures.bundle(folder, "appliance"));
      assertThat(new Applier(provider, 8, event -> {}).apply(new Planner(provider).plan()).failed())
          .isEmpty();
      for (FakeArm.Call call : arm.calls()) {
        if (call.method().equals("PUT") && call.path().contains("/providers/")) {
          judged.add(judge(call, problems));
        }
      }
    }
    assertThat(problems).isEmpty();
    assertThat(judged).hasSize(11);
  }

  private String judge(FakeArm.Call call, List<String> problems) throws IOException {
    String last = call.path().substring(call.path().lastIndexOf("/providers/") + 11);
    List<String> segments = List.of(last.split("/", -1));
    StringBuilder type = new StringBuilder(segments.getFirst());
    StringBuilder name = new StringBuilder();
    for (int i = 1; i + 1 < segments.size(); i += 2) {
      type.append('/').append(segments.get(i));
      name.append(i == 1 ? "" : "/").append(segments.get(i + 1));
    }
    String version = call.query().replaceAll(".*api-version=([^&]*).*", "$1");
    SchemaLocation location = byType.get(key(type.toString(), version));
    if (location == null) {
      problems.add("no schema for " + type + " " + version);
    } else {
      var schema = factory.getSchema(location);
      ObjectNode body = (ObjectNode) JSON.readTree(call.body());
      body.put("name", name.toString());
      body.put("type", schema.getSchemaNode().at("/properties/type/enum/0").asText());
      body.put("apiVersion", version);
      schema.validate(body).forEach(one -> problems.add(call + ": " + one.getMessage()));
    }
    return type.toString();
  }
}
