package io.sluice.node.tunnel;

import java.util.Locale;

/** A way that datagrams come and go by. */
public enum Tunnel {
  /** Inline: carries what comes from the internet side, as Azure names its tunnel interface. */
  EXTERNAL,
  /** Inline: carries what goes on to, and comes from, the application. */
  INTERNAL,
  /** Carries copies of packets, or what a gateway load balancer wants back. */
  MIRROR;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Its name in metrics, configs and logs, e.g. {@code external}. */
  public String label() {
    return label;
  }
}
