package io.sluice.aws;

import io.sluice.engine.provider.Failure;

/** What we found out ourselves, for the engine to judge as it judges AWS's own errors. */
final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  FailureException(Failure failure) {
    super(failure.problem().summary());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
