package io.sluice.node.hunt;

/** An indicator that cannot be looked for; the message is a sentence without a full stop. */
public final class BadIndicatorException extends Exception {
  private static final long serialVersionUID = 1;

  BadIndicatorException(String message) {
    super(message);
  }
}
