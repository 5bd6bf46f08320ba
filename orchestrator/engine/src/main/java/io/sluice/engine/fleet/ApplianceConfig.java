package io.sluice.engine.fleet;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.Tunnel;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.boot.BootDocument.MirrorTunnel;
import io.sluice.engine.resource.Identity;
import java.nio.charset.StandardCharsets;

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
            .formatted(
                blueprint.blueprint(),
                tunnels(blueprint),
                PipelineConfig.of(blueprint.pipeline())));
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
