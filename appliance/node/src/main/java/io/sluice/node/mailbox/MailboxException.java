package io.sluice.node.mailbox;

/** The mailbox could not be used; the message is a clause that names the object and the answer. */
public final class MailboxException extends Exception {
  private static final long serialVersionUID = 1;

  public MailboxException(String message) {
    super(message);
  }

  public MailboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
