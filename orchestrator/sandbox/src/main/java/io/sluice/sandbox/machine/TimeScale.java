package io.sluice.sandbox.machine;

import java.time.Duration;
import java.util.Map;

/**
 * How much faster than in the cloud the slow clocks run: autoscale windows and cooldowns, repair
 * grace, pauses between upgrade batches. Probes keep their real interval.
 *
 * @param factor 12 means that a minute of the cloud takes 5 s here; above zero
 */
public record TimeScale(double factor) {
  /** A decimal number above zero; 12 when unset. */
  public static final String ENVIRONMENT = "SLUICE_SANDBOX_TIME_SCALE";

  public TimeScale {
    if (!(factor > 0 && factor <= 100_000)) {
      throw new IllegalArgumentException(
          ENVIRONMENT + " must be a number above 0 and at most 100000, not " + factor);
    }
  }

  /**
   * Reads {@link #ENVIRONMENT}.
   *
   * @throws IllegalArgumentException when it is set to something else than such a number
   */
  public static TimeScale from(Map<String, String> environment) {
    String text = environment.getOrDefault(ENVIRONMENT, "12");
    try {
      return new TimeScale(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(ENVIRONMENT + " is no number: " + text, e);
    }
  }

  /** How long {@code cloud} takes here; at least a millisecond, so that no clock stands still. */
  public Duration here(Duration cloud) {
    return Duration.ofMillis(Math.max(1, Math.round(cloud.toMillis() / factor)));
  }
}
