package io.sluice.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.Tunnels;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The config that the fleet follows ({@code config/appliance.yaml} in the mailbox).
 *
 * @param hash SHA-256 of the object's bytes, hex
 * @param tunnels to run
 * @param pipeline what becomes of the packets that tunnels bring
 */
public record RunningConfig(String hash, Tunnels tunnels, PipelineConfig pipeline) {
  /** The object's name in the mailbox. */
  public static final String OBJECT = "config/appliance.yaml";

  /** A config that cannot be run by; the message is a clause without a full stop. */
  public static final class BadConfig extends Exception {
    private static final long serialVersionUID = 1;

    BadConfig(String message) {
      super(message);
    }
  }

  private record Document(
      String blueprint,
      @Optional @Nullable InlineTunnels tunnels,
      @Optional @Nullable MirrorDocument mirror,
      @Optional @Nullable DeduplicateDocument deduplicate,
      @Optional @Nullable CaptureDocument capture,
      @Optional @Nullable List<ToolDocument> tools,
      @Optional @Nullable FlowsDocument flows) {

    PipelineConfig pipeline() {
      return new PipelineConfig(
          deduplicate == null ? null : deduplicate.window(),
          capture == null ? null : capture.capture(),
          tools == null ? List.of() : tools.stream().map(ToolDocument::tool).toList(),
          flows == null ? null : flows.flows());
    }
  }

  /**
   * Unknown keys are refused: an appliance that reports a config's hash does all that the config
   * says.
   */
  private static final ObjectMapper YAML = Strict.mapper(YAMLMapper.builder());

  /**
   * Parses and checks a config.
   *
   * @param blueprint that the appliance belongs to
   */
  public static RunningConfig parse(byte[] bytes, String blueprint) throws BadConfig {
    Document document;
    try {
      document = YAML.readValue(bytes, Document.class);
    } catch (JsonProcessingException e) {
      throw new BadConfig(Reason.of(e));
    } catch (IOException e) {
      throw new BadConfig(String.valueOf(e.getMessage()));
    }
    if (document == null) {
      throw new BadConfig("it is empty");
    }
    if (!document.blueprint().equals(blueprint)) {
      throw new BadConfig(
          "it is of the blueprint `%s`, not of `%s`".formatted(document.blueprint(), blueprint));
    }
    try {
      return new RunningConfig(
          hash(bytes), Chosen.of(document.tunnels(), document.mirror()), document.pipeline());
    } catch (BadTunnels | IllegalArgumentException e) {
      throw new BadConfig(String.valueOf(e.getMessage()));
    }
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
