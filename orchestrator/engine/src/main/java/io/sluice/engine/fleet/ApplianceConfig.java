package io.sluice.engine.fleet;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.FlowRecords;
import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.Pipeline;
import io.sluice.engine.blueprint.Tunnel;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.boot.BootDocument.MirrorTunnel;
import io.sluice.engine.resource.Identity;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The config object that appliances follow ({@code config/appliance.yaml} in the mailbox).
 *
 * @param yaml its text; the same blueprint always gives the same text
 */
public record ApplianceConfig(String yaml) {
  /** The object's name in the mailbox. */
  public static final String OBJECT = "config/appliance.yaml";

  public static ApplianceConfig of(Blueprint blueprint) {
    return new ApplianceConfig(
        """
        # Written by orchestrator; appliances follow it and reload without a restart.
        blueprint: %s
        %s%s\
        """
            .formatted(blueprint.blueprint(), tunnels(blueprint), flows(blueprint.pipeline())));
  }

  /** Nothing where nobody wants records: an older appliance then runs by it, too. */
  private static String flows(@Nullable Pipeline pipeline) {
    if (pipeline == null || pipeline.flows() == null) {
      return "";
    }
    FlowRecords flows = pipeline.flows();
    return "flows: {intervalSeconds: %d, ipfix: [%s], lake: %s}\n"
        .formatted(
            flows.interval().toSeconds(),
            flows.ipfix().stream().map("\"%s\""::formatted).collect(Collectors.joining(", ")),
            flows.lake());
  }

  private static String tunnels(Blueprint blueprint) {
    Mirror mirror = blueprint.mirror();
    if (mirror != null) {
      MirrorTunnel tunnel = MirrorTunnel.of(mirror);
      return "mirror: {encapsulation: %s, vni: %d, port: %d}\n"
          .formatted(tunnel.encapsulation(), tunnel.vni(), tunnel.port());
    }
    Tunnels tunnels = blueprint.gateway().tunnels();
    return "tunnels:\n  internal: %s\n  external: %s\n"
        .formatted(tunnel(tunnels.internal()), tunnel(tunnels.external()));
  }

  private static String tunnel(Tunnel tunnel) {
    return "{vni: %d, port: %d}".formatted(tunnel.vni(), tunnel.port());
  }

  public byte[] bytes() {
    return yaml.getBytes(StandardCharsets.UTF_8);
  }

  /** SHA-256 of the bytes, hex; what an appliance reports once it runs by them. */
  public String hash() {
    return Identity.hash(bytes());
  }
}
