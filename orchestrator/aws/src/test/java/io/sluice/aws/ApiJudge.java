package io.sluice.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Judges requests by botocore's models: members that are required, known, of the right type, within
 * their enums, patterns and lengths. Its {@link Interceptor} stands in every client that tests of
 * this module build (a file in the SDK's global handlers names it), so that no test can send what
 * the models refuse. The models lie in {@code shared/}; without it nothing is judged.
 */
public final class ApiJudge {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> FOLDERS =
      Map.of(
          "Ec2", "ec2",
          "S3", "s3",
          "IAM", "iam",
          "Iam", "iam",
          "STS", "sts",
          "Sts", "sts",
          "Auto Scaling", "autoscaling",
          "AutoScaling", "autoscaling",
          "ElasticLoadBalancingV2", "elbv2",
          "Elastic Load Balancing v2", "elbv2");
  private static final Map<String, JsonNode> MODELS = new ConcurrentHashMap<>();
  private static final List<String> JUDGED = new CopyOnWriteArrayList<>();

  private final JsonNode shapes;
  private final List<String> faults = new ArrayList<>();

  private ApiJudge(JsonNode model) {
    this.shapes = model.path("shapes");
  }

  /** The folder of the models, or null where there is none. */
  static @Nullable Path models() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    Path models = Path.of(named == null ? "shared" : named, "specs/aws");
    return Files.isDirectory(models) ? models : null;
  }

  /** What has been judged so far in this process, as {@code ec2:CreateVpc}. */
  static List<String> judged() {
    return List.copyOf(JUDGED);
  }

  /**
   * @param service the SDK's name of it, e.g. {@code Ec2}
   * @return what is wrong, empty where nothing is
   */
  static List<String> faults(String service, String operation, SdkRequest request) {
    String folder = FOLDERS.get(service);
    if (folder == null) {
      return List.of("no model is known for the service " + service);
    }
    JsonNode model = MODELS.computeIfAbsent(folder, ApiJudge::load);
    JsonNode known = model.path("operations").path(operation);
    if (known.isMissingNode()) {
      return List.of("no operation " + operation + " in " + folder);
    }
    ApiJudge judge = new ApiJudge(model);
    JUDGED.add(folder + ":" + operation);
    judge.structure(operation, known.path("input").path("shape").asText(), request);
    return judge.faults;
  }

  private static JsonNode load(String folder) {
    Path models = models();
    try (var versions = Files.newDirectoryStream(models.resolve(folder))) {
      Path file = versions.iterator().next().resolve("service-2.json.gz");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        return JSON.readTree(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void structure(String path, String shape, SdkPojo value) {
    JsonNode members = shapes.path(shape).path("members");
    List<String> given = new ArrayList<>();
    for (SdkField<?> field : value.sdkFields()) {
      Object member = field.getValueOrDefault(value);
      if (isAbsent(member)) {
        continue;
      }
      given.add(field.memberName());
      String below = path + "." + field.memberName();
      JsonNode known = members.path(field.memberName());
      if (known.isMissingNode()) {
        faults.add(below + " is unknown");
      } else {
        value(below, known.path("shape").asText(), member);
      }
    }
    for (JsonNode required : shapes.path(shape).path("required")) {
      if (!given.contains(required.asText())) {
        faults.add(path + "." + required.asText() + " is required");
      }
    }
  }

  private static boolean isAbsent(@Nullable Object member) {
    return member == null
        || member instanceof SdkAutoConstructList<?>
        || member instanceof SdkAutoConstructMap<?, ?>;
  }

  private void value(String path, String shape, Object value) {
    JsonNode model = shapes.path(shape);
    switch (model.path("type").asText()) {
      case "structure" -> {
        if (value instanceof SdkPojo pojo) {
          structure(path, shape, pojo);
        } else {
          wrong(path, shape, value);
        }
      }
      case "list" -> list(path, shape, value);
      case "map" -> map(path, shape, value);
      case "string" -> string(path, model, value);
      case "integer", "long" -> {
        if (value instanceof Number number) {
          range(path, model, number.doubleValue());
        } else {
          wrong(path, shape, value);
        }
      }
      case "double", "float" -> expect(path, shape, value, Number.class);
      case "boolean" -> expect(path, shape, value, Boolean.class);
      case "timestamp" -> expect(path, shape, value, java.time.Instant.class);
      default -> {}
    }
  }

  private void list(String path, String shape, Object value) {
    JsonNode model = shapes.path(shape);
    if (value instanceof List<?> list) {
      range(path + " (elements)", model, list.size());
      for (int i = 0; i < list.size(); i++) {
        value(path + "[" + i + "]", model.path("member").path("shape").asText(), list.get(i));
      }
    } else {
      wrong(path, shape, value);
    }
  }

  private void map(String path, String shape, Object value) {
    JsonNode model = shapes.path(shape);
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, one) -> {
            value(path + "{" + key + "}", model.path("key").path("shape").asText(), key);
            value(path + "." + key, model.path("value").path("shape").asText(), one);
          });
    } else {
      wrong(path, shape, value);
    }
  }

  private void string(String path, JsonNode model, Object value) {
    String text = value.toString();
    JsonNode values = model.path("enum");
    boolean known = values.isMissingNode();
    for (JsonNode one : values) {
      known |= one.asText().equals(text);
    }
    if (!known) {
      faults.add(path + " is " + text + " and none of " + values);
    }
    range(path + " (length)", model, text.length());
    String pattern = model.path("pattern").asText("");
    if (!pattern.isEmpty() && !java.util.regex.Pattern.compile(pattern).matcher(text).find()) {
      faults.add(path + " is " + text + " and does not match " + pattern);
    }
  }

  private void range(String path, JsonNode model, double value) {
    if (model.has("min") && value < model.path("min").asDouble()) {
      faults.add(path + " is " + value + ", below " + model.path("min"));
    }
    if (model.has("max") && value > model.path("max").asDouble()) {
      faults.add(path + " is " + value + ", above " + model.path("max"));
    }
  }

  private void expect(String path, String shape, Object value, Class<?> type) {
    if (!type.isInstance(value)) {
      wrong(path, shape, value);
    }
  }

  private void wrong(String path, String shape, Object value) {
    faults.add(path + " is no " + shape + ": " + value);
  }

  /** Refuses requests before they are sent. */
  public static final class Interceptor implements ExecutionInterceptor {
    @Override
    public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes facts) {
      if (models() == null) {
        return;
      }
      String service = facts.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
      String operation = facts.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
      List<String> faults = faults(service, operation, context.request());
      if (!faults.isEmpty()) {
        throw new IllegalStateException("AWS's model refuses this request: " + faults);
      }
    }
  }
}
