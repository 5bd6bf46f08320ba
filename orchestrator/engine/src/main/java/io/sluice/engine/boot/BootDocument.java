package io.sluice.engine.boot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Tunnels;
import java.util.Objects;

/**
 * What a machine must know before it can read anything else ({@link #PATH} on a machine, JSON).
 *
 * @param blueprint the stack's name
 * @param bundle what to fetch, and the hash it must have
 * @param tunnels what the gateway speaks; ready means that config and gateway agree with them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootDocument(
    String blueprint, Mailbox mailbox, Fetch bundle, Tunnels tunnels, Health probe) {
  /** Where it lies on a machine. */
  public static final String PATH = "/etc/sluice/boot.json";

  /** Path of the probe endpoint. */
  public static final String HEALTH = "/health";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Where the mailbox is.
   *
   * @param type {@code azure-blob}
   * @param url of the container, no slash at the end
   * @param clientId of the managed identity that opens it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Mailbox(String type, String url, String clientId) {}

  /**
   * What to fetch.
   *
   * @param object its name in the mailbox
   * @param sha256 lower-case hex
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Fetch(String object, String sha256) {}

  /**
   * How the gateway asks for health: HTTP GET, 200 only when ready.
   *
   * @param port TCP
   * @param intervalSeconds between two probes
   * @param failAfter failures in a row before no new flow is sent
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Health(int port, String path, int intervalSeconds, int failAfter) {}

  public static BootDocument of(Blueprint blueprint, Bundle bundle, Mailbox mailbox) {
    var probe = blueprint.gateway().probe();
    return new BootDocument(
        blueprint.blueprint(),
        mailbox,
        new Fetch(bundle.object(), bundle.sha256()),
        blueprint.gateway().tunnels(),
        new Health(
            probe.port(),
            HEALTH,
            Math.toIntExact(probe.interval().toSeconds()),
            probe.failAfter()));
  }

  /**
   * Reads one.
   *
   * @throws JsonProcessingException when it is none
   */
  public static BootDocument parse(String json) throws JsonProcessingException {
    return Objects.requireNonNull(JSON.readValue(json, BootDocument.class), "boot document");
  }

  public String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of strings and numbers are always JSON", e);
    }
  }
}
