package io.sluice.node.broker;

/** Tools that cannot be served; the message is a clause without a full stop. */
public final class BadTools extends Exception {
  private static final long serialVersionUID = 1;

  BadTools(String message) {
    super(message);
  }
}
