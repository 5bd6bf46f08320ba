package io.sluice.sandbox.machine;

/** A machine could not be brought up; the message says why, to a person. */
public final class BootFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public BootFailure(String message) {
    super(message);
  }

  public BootFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
