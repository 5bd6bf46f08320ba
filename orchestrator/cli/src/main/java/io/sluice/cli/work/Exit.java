package io.sluice.cli.work;

/** Exit codes of every command. */
public final class Exit {
  public static final int OK = 0;

  /** The user's problem or the cloud's refusal. */
  public static final int PROBLEMS = 1;

  /** Only with {@code --detailed-exitcode}: something would change. */
  public static final int CHANGES = 2;

  /** Our own bug ({@code EX_SOFTWARE} of sysexits.h). */
  public static final int BUG = 70;

  private Exit() {}
}
