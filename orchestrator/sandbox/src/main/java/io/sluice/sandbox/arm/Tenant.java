package io.sluice.sandbox.arm;

/** The one tenant of the sandbox. */
public final class Tenant {
  public static final String ID = "5a11ce00-0000-4000-8000-000000000001";

  /** The subscription that the lists show; any other id is answered as well. */
  public static final String SUBSCRIPTION = "5a11ce00-0000-4000-8000-0000000000aa";

  private Tenant() {}
}
