package io.sluice.node.config;

/** A mistake that whoever started the appliance can mend; the message is one whole sentence. */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UserError(String sentence) {
    super(sentence);
  }
}
