package io.sluice.engine.fleet;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.engine.blueprint.Capture;
import io.sluice.engine.blueprint.FlowRecords;
import io.sluice.engine.blueprint.Pipeline;
import io.sluice.engine.blueprint.Tool;
import io.sluice.engine.blueprint.ToolHealth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline in the words of {@code config/appliance.yaml}. What nobody asked for is not written:
 * an older appliance then runs by the config, too.
 */
final class PipelineConfig {
  private PipelineConfig() {}

  static String of(@Nullable Pipeline pipeline) {
    if (pipeline == null) {
      return "";
    }
    StringBuilder yaml = new StringBuilder();
    if (pipeline.deduplicate() != null) {
      yaml.append(
          "deduplicate: {windowMillis: %d}\n"
              .formatted(pipeline.deduplicate().window().toMillis()));
    }
    if (pipeline.capture() != null) {
      yaml.append("capture: %s\n".formatted(capture(pipeline.capture())));
    }
    if (!pipeline.tools().isEmpty()) {
      yaml.append("tools:\n");
      pipeline.tools().forEach(tool -> yaml.append("  - %s\n".formatted(tool(tool))));
    }
    if (pipeline.flows() != null) {
      yaml.append("flows: %s\n".formatted(flows(pipeline.flows())));
    }
    return yaml.toString();
  }

  private static String capture(Capture capture) {
    return "{filter: %s, slice: %d, bytes: %d, seconds: %d, offload: %s}"
        .formatted(
            text(capture.filter()),
            number(capture.slice()),
            capture.keep().size().bytes(),
            capture.keep().age().toSeconds(),
            capture.offload());
  }

  private static String tool(Tool tool) {
    List<String> fields = new ArrayList<>();
    fields.add("name: " + text(tool.name()));
    fields.add("filter: " + text(tool.filter()));
    fields.add("replicate: " + texts(tool.replicate()));
    fields.add("balance: " + texts(tool.balance()));
    fields.add("slice: " + number(tool.slice()));
    fields.add("mask: " + names(tool.mask()));
    fields.add("sample: " + tool.sample());
    fields.add("strip: " + names(tool.strip()));
    fields.add("bitsPerSecond: " + (tool.rate() == null ? 0 : tool.rate().bitsPerSecond()));
    if (tool.health() != null) {
      fields.add("health: " + health(tool.health()));
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private static String health(ToolHealth health) {
    String how = health instanceof ToolHealth.Tcp tcp ? "tcp: %d, ".formatted(tcp.tcp()) : "";
    return "{%sintervalMillis: %d, failAfter: %d}"
        .formatted(how, health.interval().toMillis(), health.failAfter());
  }

  private static String flows(FlowRecords flows) {
    return "{intervalSeconds: %d, ipfix: %s, lake: %s}"
        .formatted(flows.interval().toSeconds(), texts(flows.ipfix()), flows.lake());
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static String texts(List<String> values) {
    return values.stream().map(PipelineConfig::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String names(Collection<? extends Enum<?>> values) {
    return values.stream()
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** JSON's strings are YAML's, in double quotes. */
  private static String text(@Nullable String value) {
    return value == null
        ? "\"\""
        : "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)) + "\"";
  }
}
