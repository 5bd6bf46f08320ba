package io.sluice.node.mailbox;

/** What a cloud tells a machine about itself, on an address that every machine has. */
public interface InstanceMetadata {

  /**
   * The machine's name: what its cloud's own pages and commands call it, and what its status object
   * is named by.
   *
   * @throws MailboxException when the service cannot be asked, after retries
   */
  String machineName() throws MailboxException, InterruptedException;
}
