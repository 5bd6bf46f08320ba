package io.sluice.it.stage;

/**
 * Names of what two tests at once would both want: the loopback addresses that a sandbox puts the
 * machines of an example's network on. For JUnit's {@code ResourceLock}.
 */
public final class Loopback {
  /** 10.40.0.0/16, as the Azure example has it. */
  public static final String AZURE = "127.40.0.0/16";

  /** 10.60.0.0/16, where the AWS examples find the user's own network. */
  public static final String AWS = "127.60.0.0/16";

  private Loopback() {}
}
