package io.sluice.node.config;

import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.Tunnels;
import org.jspecify.annotations.Nullable;

/** What a document says to serve: {@code tunnels} or {@code mirror}. */
final class Chosen {
  private Chosen() {}

  /** The tunnels of a document that has exactly one of the two keys, checked. */
  static Tunnels of(@Nullable InlineTunnels tunnels, @Nullable MirrorDocument mirror)
      throws BadTunnels {
    if (tunnels != null && mirror != null) {
      throw new BadTunnels("`tunnels` and `mirror` are both there, and only one can be served");
    }
    if (tunnels != null) {
      return checked(tunnels);
    }
    if (mirror != null) {
      return checked(mirror.tunnel());
    }
    throw new BadTunnels("neither `tunnels` nor `mirror` is there");
  }

  private static Tunnels checked(Tunnels tunnels) throws BadTunnels {
    String problem = tunnels.problem();
    if (problem != null) {
      throw new BadTunnels(problem);
    }
    return tunnels;
  }
}
