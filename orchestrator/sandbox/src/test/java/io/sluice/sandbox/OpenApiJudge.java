package io.sluice.sandbox;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport.Level;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Microsoft's own descriptions of the services, as a judge of recorded exchanges. */
final class OpenApiJudge {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

  /** One path of one description. */
  private record Operation(Path spec, String template, Pattern pattern, JsonNode methods) {}

  private final List<Operation> operations = new ArrayList<>();
  private final Map<Path, OpenApiInteractionValidator> validators = new HashMap<>();

  OpenApiJudge(Path folder) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (var files = Files.list(folder)) {
      for (Path spec : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        mapper
            .readTree(spec.toFile())
            .path("paths")
            .properties()
            .forEach(
                path ->
                    operations.add(
                        new Operation(
                            spec, path.getKey(), pattern(path.getKey()), path.getValue())));
      }
    }
  }

  /** Only a {@code scope} may hold slashes. */
  private static Pattern pattern(String template) {
    StringBuilder regex = new StringBuilder();
    Matcher variable = VARIABLE.matcher(template);
    int at = 0;
    while (variable.find()) {
      regex.append(Pattern.quote(template.substring(at, variable.start())));
      regex.append(variable.group(1).equals("scope") ? "(.+)" : "([^/]+)");
      at = variable.end();
    }
    regex.append(Pattern.quote(template.substring(at)));
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  /** What is wrong with the exchange; empty when nothing is, or when it is an operation's poll. */
  List<String> judge(JsonNode exchange) {
    String url = exchange.path("url").asText();
    String path = url.replaceFirst("\\?.*", "");
    String method = exchange.path("method").asText();
    if (path.contains("/operations/") || path.contains("/operationResults/")) {
      return List.of();
    }
    Optional<Operation> found =
        operations.stream()
            .filter(o -> o.methods().has(method.toLowerCase(Locale.ROOT)))
            .filter(o -> o.pattern().matcher(path).matches())
            .min(Comparator.comparingInt(o -> o.template().contains("{scope}") ? 1 : 0));
    String what = method + " " + path;
    if (found.isEmpty()) {
      return List.of(what + ": no description has this operation");
    }
    JsonNode responses =
        found.get().methods().path(method.toLowerCase(Locale.ROOT)).path("responses");
    String status = exchange.path("status").asText();
    if (!responses.has(status) && !(status.compareTo("400") >= 0 && responses.has("default"))) {
      return List.of(what + ": status " + status + " is not described");
    }
    List<String> wrong = new ArrayList<>();
    for (Message message : validate(found.get(), method, path, exchange)) {
      wrong.add(what + " " + status + ": " + message.getMessage());
    }
    return wrong;
  }

  private List<Message> validate(
      Operation operation, String method, String path, JsonNode exchange) {
    Matcher matcher = operation.pattern().matcher(path);
    matcher.matches();
    int[] group = {0};
    String canonical =
        VARIABLE
            .matcher(operation.template())
            .replaceAll(v -> Matcher.quoteReplacement(matcher.group(++group[0]).replace('/', '-')));
    SimpleResponse.Builder response = new SimpleResponse.Builder(exchange.path("status").asInt());
    if (!exchange.path("response").isNull()) {
      response.withContentType("application/json").withBody(exchange.path("response").toString());
    }
    return validators
        .computeIfAbsent(operation.spec(), OpenApiJudge::validator)
        .validateResponse(canonical, Method.valueOf(method), response.build())
        .getMessages()
        .stream()
        .filter(message -> message.getLevel() == Level.ERROR)
        .toList();
  }

  private static OpenApiInteractionValidator validator(Path spec) {
    return OpenApiInteractionValidator.createForSpecificationUrl(spec.toUri().toString())
        .withLevelResolver(
            LevelResolver.create()
                .withLevel("validation.schema.additionalProperties", Level.IGNORE)
                .withLevel("validation.request.security.missing", Level.IGNORE)
                .build())
        .build();
  }
}
