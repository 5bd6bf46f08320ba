package io.sluice.node.config;

/** A document's tunnels cannot be run by; the message is a clause without a full stop. */
final class BadTunnels extends Exception {
  private static final long serialVersionUID = 1;

  BadTunnels(String message) {
    super(message);
  }
}
