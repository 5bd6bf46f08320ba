package io.sluice.node.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.node.tunnel.MirrorTunnel;
import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import org.jspecify.annotations.Nullable;

/**
 * {@code mirror} as documents write it.
 *
 * @param encapsulation {@code vxlan} or {@code geneve}
 * @param vni may be left out when packets go back
 * @param returned {@code return}: whether packets go back to who sent them
 */
record MirrorDocument(
    String encapsulation,
    @Optional @Nullable Integer vni,
    int port,
    @Optional @JsonProperty("return") @Nullable Boolean returned) {

  MirrorTunnel tunnel() throws BadTunnels {
    return new MirrorTunnel(known(), vni, port, Boolean.TRUE.equals(returned));
  }

  private Encapsulation known() throws BadTunnels {
    for (Encapsulation known : Encapsulation.values()) {
      if (known.label().equals(encapsulation)) {
        return known;
      }
    }
    throw new BadTunnels(
        "mirror.encapsulation is `%s`, and only `vxlan` and `geneve` are known"
            .formatted(encapsulation));
  }
}
