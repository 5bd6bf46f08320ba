package io.sluice.sandbox.control;

/** Thrown by a {@link CallListener} to cut the connection, as a crash would. */
public final class CutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CutException() {
    super("the connection is cut on purpose", null, false, false);
  }
}
