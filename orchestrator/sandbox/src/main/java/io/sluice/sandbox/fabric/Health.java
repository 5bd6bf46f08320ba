package io.sluice.sandbox.fabric;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the probe knows of a target. */
public enum Health {
  UNKNOWN("Unknown"),
  HEALTHY("Healthy"),
  UNHEALTHY("Unhealthy");

  private final String label;

  Health(String label) {
    this.label = label;
  }

  /** As Azure's instance view spells it. */
  @JsonValue
  public String label() {
    return label;
  }
}
