package io.sluice.engine.boot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.Probe;
import io.sluice.engine.blueprint.Tunnels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a machine must know before it can read anything else ({@link #PATH} on a machine, JSON).
 *
 * @param blueprint the stack's name
 * @param bundle what to fetch, and the hash it must have
 * @param tunnels what an inline gateway speaks, or null; ready means that config and gateway agree
 *     with them
 * @param mirror what mirrored packets come in, or null; there is exactly one of the two
 * @param leave whom to tell that a machine has drained, or null where nobody waits for it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootDocument(
    String blueprint,
    Mailbox mailbox,
    Fetch bundle,
    @Nullable Tunnels tunnels,
    @Nullable MirrorTunnel mirror,
    Health probe,
    @Nullable Leave leave) {
  /** Where it lies on a machine. */
  public static final String PATH = "/etc/sluice/boot.json";

  /** Path of the probe endpoint. */
  public static final String HEALTH = "/health";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  /**
   * Where the mailbox is.
   *
   * @param type {@code azure-blob} or {@code s3}
   * @param url of the container or bucket, no slash at the end
   * @param clientId Azure: of the managed identity that opens it
   * @param region AWS: of the bucket
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Mailbox(
      String type, String url, @Nullable String clientId, @Nullable String region) {
    public static Mailbox azureBlob(String url, String clientId) {
      return new Mailbox("azure-blob", url, clientId, null);
    }

    public static Mailbox s3(String url, String region) {
      return new Mailbox("s3", url, null, region);
    }
  }

  /**
   * The tunnel of mirrored packets.
   *
   * @param encapsulation {@code vxlan}, or {@code geneve} for VXLAN inside a gateway load
   *     balancer's GENEVE
   * @param vni of the mirrored packets' VXLAN header
   * @param port UDP, of the outermost tunnel
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record MirrorTunnel(String encapsulation, int vni, int port) {
    /** IANA's port of VXLAN (RFC 7348), which mirror sessions always use. */
    public static final int VXLAN_PORT = 4789;

    /** IANA's port of GENEVE (RFC 8926), which gateway load balancers always use. */
    public static final int GENEVE_PORT = 6081;

    public static MirrorTunnel of(Mirror mirror) {
      return switch (mirror.target()) {
        case NETWORK_LOAD_BALANCER -> new MirrorTunnel("vxlan", mirror.vni(), VXLAN_PORT);
        case GATEWAY_LOAD_BALANCER -> new MirrorTunnel("geneve", mirror.vni(), GENEVE_PORT);
      };
    }
  }

  /**
   * The Auto Scaling lifecycle hook that holds a leaving machine until it has drained.
   *
   * @param url of the Auto Scaling API
   * @param group the Auto Scaling group's name
   * @param hook the lifecycle hook's name
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Leave(String url, String region, String group, String hook) {}

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

  /** Of a machine that nobody waits for when it leaves. */
  public static BootDocument of(Blueprint blueprint, Bundle bundle, Mailbox mailbox) {
    return of(blueprint, bundle, mailbox, null);
  }

  public static BootDocument of(
      Blueprint blueprint, Bundle bundle, Mailbox mailbox, @Nullable Leave leave) {
    Mirror mirror = blueprint.mirror();
    Probe probe = mirror == null ? blueprint.gateway().probe() : mirror.probe();
    return new BootDocument(
        blueprint.blueprint(),
        mailbox,
        new Fetch(bundle.object(), bundle.sha256()),
        mirror == null ? blueprint.gateway().tunnels() : null,
        mirror == null ? null : MirrorTunnel.of(mirror),
        new Health(
            probe.port(), HEALTH, Math.toIntExact(probe.interval().toSeconds()), probe.failAfter()),
        leave);
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
