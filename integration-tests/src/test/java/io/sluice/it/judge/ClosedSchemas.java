package io.sluice.it.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Microsoft's ARM request schemas with every object closed, so that a property Azure does not know
 * is an error and not a silence.
 */
public final class ClosedSchemas {
  private static final String PREFIX = "https://schema.management.azure.com/schemas/";

  /** Types whose PUT body has no request schema, and why that is no hole. */
  private static final Map<String, String> WITHOUT =
      Map.of(
          "microsoft.resources/resourcegroups",
          "a resource group is no resource of a template; the OpenAPI judges it");

  private final Map<String, SchemaLocation> byType = new HashMap<>();
  private final JsonSchemaFactory factory;

  /**
   * @param folder {@code specs/azure/request-schemas/schemas}
   */
  public ClosedSchemas(Path folder) throws IOException {
    Map<String, String> texts = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        JsonNode document = Exchange.JSON.readTree(file.toFile());
        close(document);
        String uri = PREFIX + folder.relativize(file).toString().replace('\\', '/');
        texts.put(uri, document.toString());
        index(uri, document);
      }
    }
    factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V4,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
  }

  private void index(String uri, JsonNode document) {
    for (String section : List.of("resourceDefinitions", "extension_resourceDefinitions")) {
      document
          .path(section)
          .properties()
          .forEach(
              entry -> {
                JsonNode properties = entry.getValue().path("properties");
                String type = properties.path("type").path("enum").path(0).asText();
                String version = properties.path("apiVersion").path("enum").path(0).asText();
                byType.putIfAbsent(
                    key(type, version),
                    SchemaLocation.of(uri + "#/" + section + "/" + entry.getKey()));
              });
    }
  }

  private static String key(String type, String version) {
    return type.toLowerCase(Locale.ROOT) + "@" + version;
  }

  /**
   * An object with alternatives is left open at its own level: its alternatives carry further
   * properties and are closed no less wrongly than it would be. None of the types that we send has
   * one.
   */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")
        && Stream.of("oneOf", "anyOf", "allOf").noneMatch(object::has)) {
      object.put("additionalProperties", false);
    }
    node.forEach(ClosedSchemas::close);
  }

  /**
   * What is wrong with the request, empty if nothing. Only a PUT carries a whole resource; other
   * bodies are for {@link OpenApiJudge}.
   */
  public List<String> problems(Exchange exchange) throws IOException {
    ArmUrl url = ArmUrl.parse(exchange.url());
    if (!exchange.method().equals("PUT")
        || !url.path().startsWith("/subscriptions/")
        || WITHOUT.containsKey(url.type().toLowerCase(Locale.ROOT))) {
      return List.of();
    }
    SchemaLocation location = byType.get(key(url.type(), url.apiVersion()));
    if (location == null) {
      return List.of(exchange + ": no request schema for " + url.type() + " " + url.apiVersion());
    }
    ObjectNode body = (ObjectNode) Exchange.JSON.readTree(exchange.requestBody());
    JsonSchema schema = factory.getSchema(location);
    body.put("name", url.name());
    body.put("type", schema.getSchemaNode().at("/properties/type/enum/0").asText());
    body.put("apiVersion", url.apiVersion());
    List<String> problems = new ArrayList<>();
    schema.validate(body).forEach(message -> problems.add(exchange + ": " + message.getMessage()));
    return problems;
  }
}
