package io.sluice.sandbox.aws.cloud;

/** The one account of the sandbox. */
public final class Account {
  /** Twelve digits, as everywhere in AWS. */
  public static final String ID = "123456789012";

  private Account() {}

  /** {@code arn:aws:<service>:<region>:<account>:<resource>}. */
  public static String arn(String service, String region, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, ID, resource);
  }
}
