package io.sluice.cli.sandbox;

/**
 * What a stop found and did.
 *
 * @param machines appliance processes that the daemon had left and that were ended after it
 */
public record Stopped(How how, int machines) {
  /** How the daemon came to its end. */
  public enum How {
    NOT_RUNNING,
    WAS_DEAD,
    ASKED,
    TERMINATED,
    KILLED
  }
}
