package io.sluice.sandbox.aws.cloud;

import io.sluice.sandbox.aws.wire.Caller;

/** IAM, as the services see it. */
public interface Permissions {
  /**
   * Everybody from outside may do everything; an instance only what its role's policies allow.
   *
   * @param action e.g. {@code s3:GetObject}
   * @param resource an ARN
   */
  boolean allows(Caller caller, String action, String resource);
}
