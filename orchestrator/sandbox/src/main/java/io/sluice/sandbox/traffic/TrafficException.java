package io.sluice.sandbox.traffic;

/** A traffic request that cannot be done; the message says why, to a person. */
public final class TrafficException extends Exception {
  private static final long serialVersionUID = 1L;

  public TrafficException(String message) {
    super(message);
  }
}
