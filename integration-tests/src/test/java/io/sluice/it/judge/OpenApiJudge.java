package io.sluice.it.judge;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Level;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Microsoft's OpenAPI descriptions over requests and answers. The validator underneath accepts a
 * status code that the operation does not document; the judge does not.
 */
public final class OpenApiJudge {
  private static final Map<String, String> FILES =
      Map.of(
          "microsoft.network", "network",
          "microsoft.compute", "compute",
          "microsoft.storage", "storage",
          "microsoft.managedidentity", "msi",
          "microsoft.authorization", "authorization",
          "microsoft.resources", "resources");

  private final Path folder;
  private final Map<String, Api> apis = new HashMap<>();

  private record Api(OpenApiInteractionValidator validator, Templates templates) {}

  /**
   * @param folder {@code specs/azure/openapi-bundled}
   */
  public OpenApiJudge(Path folder) {
    this.folder = folder;
  }

  /** What is wrong with the exchange, empty if nothing. */
  public List<String> problems(Exchange exchange) throws IOException {
    if (outOfScope(exchange).isPresent()) {
      return List.of();
    }
    ArmUrl url = ArmUrl.parse(exchange.url());
    Api api = api(url);
    Optional<Templates.Match> match = api.templates().match(url.path(), exchange.method());
    if (match.isEmpty()) {
      return List.of(exchange + ": no such operation");
    }
    List<String> problems = new ArrayList<>();
    JsonNode responses = match.get().operation().path("responses");
    boolean documented = responses.has(Integer.toString(exchange.status()));
    // "default" is described as the error answer everywhere: it documents no success
    if (!documented && !(responses.has("default") && exchange.status() >= 400)) {
      problems.add(exchange + ": status is none of " + String.join(", ", names(responses)));
    }
    report(exchange, validate(api.validator(), exchange, url, match.get()), problems);
    return problems;
  }

  /** Why an exchange is none of the judge's business, or empty if it is. */
  public static Optional<String> outOfScope(Exchange exchange) {
    String path = ArmUrl.parse(exchange.url()).path();
    if (!path.startsWith("/subscriptions/")) {
      return Optional.of("not Resource Manager (Blob, login)");
    }
    if (path.matches("(?i).*/(operations|operationresults|operationStatuses)/[^/]+")
        && exchange.method().equals("GET")) {
      return Optional.of("polling: the address is the cloud's own and undocumented");
    }
    return Optional.empty();
  }

  private static ValidationReport validate(
      OpenApiInteractionValidator validator, Exchange exchange, ArmUrl url, Templates.Match match) {
    SimpleRequest.Builder request =
        new SimpleRequest.Builder(exchange.method(), match.path())
            .withContentType("application/json");
    url.query().forEach(request::withQueryParam);
    if (!exchange.requestBody().isEmpty()) {
      request.withBody(exchange.requestBody());
    }
    SimpleResponse.Builder response = SimpleResponse.Builder.status(exchange.status());
    if (!exchange.responseBody().isEmpty()) {
      response
          .withContentType(
              exchange.responseHeaders().getOrDefault("content-type", "application/json"))
          .withBody(exchange.responseBody());
    }
    return validator.validate(request.build(), response.build());
  }

  private static void report(Exchange exchange, ValidationReport report, List<String> problems) {
    for (ValidationReport.Message message : report.getMessages()) {
      if (message.getLevel() == Level.ERROR) {
        problems.add(
            exchange
                + ": "
                + message.getKey()
                + " "
                + message.getMessage()
                + message.getNestedMessages().stream()
                    .map(nested -> " / " + nested.getMessage())
                    .reduce("", String::concat));
      }
    }
  }

  private Api api(ArmUrl url) throws IOException {
    String file = FILES.get(url.namespace().toLowerCase(Locale.ROOT));
    if (url.namespace().equalsIgnoreCase("Microsoft.Insights")) {
      file = url.type().toLowerCase(Locale.ROOT).contains("autoscale") ? "autoscale" : "monitor";
    }
    if (file == null) {
      throw new IllegalArgumentException("no OpenAPI description for " + url.namespace());
    }
    Api known = apis.get(file);
    if (known != null) {
      return known;
    }
    Path spec = folder.resolve(file + ".json");
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    Api api =
        new Api(
            OpenApiInteractionValidator.createFor(spec.toString())
                .withParseOptions(options)
                .withLevelResolver(
                    LevelResolver.create()
                        // Objects are closed by ClosedSchemas; here a newer api-version may know
                        // more
                        .withLevel("validation.schema.additionalProperties", Level.IGNORE)
                        .withLevel("validation.request.security.missing", Level.IGNORE)
                        .build())
                .build(),
            new Templates(Exchange.JSON.readTree(spec.toFile()).path("paths")));
    apis.put(file, api);
    return api;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
