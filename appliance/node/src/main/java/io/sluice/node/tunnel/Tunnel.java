package io.sluice.node.tunnel;

import java.util.Locale;

/** A side of the inline appliance, named as Azure names its tunnel interfaces' types. */
public enum Tunnel {
  /** Carries what comes from the internet side. */
  EXTERNAL,
  /** Carries what goes on to, and comes from, the application. */
  INTERNAL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Its name in metrics, configs and logs: {@code external} or {@code internal}. */
  public String label() {
    return label;
  }

  /** The tunnel that a datagram from this one leaves by. */
  public Tunnel other() {
    return this == EXTERNAL ? INTERNAL : EXTERNAL;
  }
}
