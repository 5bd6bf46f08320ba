package io.sluice.sandbox.control;

/** Hears of every ARM, Blob and AWS call from outside, for tests in the same process. */
public interface CallListener {
  /**
   * Called before the call is executed; may block, and may throw {@link CutException} to cut the
   * connection without executing it.
   */
  default void before(Call call) {}

  /**
   * Called when it was executed and is about to be answered; may block, may throw {@link
   * CutException}.
   */
  default void after(Call call, int status) {}
}
