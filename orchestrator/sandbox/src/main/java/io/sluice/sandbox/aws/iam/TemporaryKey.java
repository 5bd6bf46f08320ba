package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.cloud.Account;
import java.time.Instant;

/**
 * Temporary security credentials of a role.
 *
 * @param accessKey {@code ASIA} and 16 more letters and digits
 * @param token the session token that every request must carry
 * @param role name of the role
 * @param roleId {@code AROA...}
 * @param session what the role session is called: an instance's id where IMDS issued it
 */
public record TemporaryKey(
    String accessKey,
    String secret,
    String token,
    String role,
    String roleId,
    String session,
    Instant issued,
    Instant expires) {

  /** {@code arn:aws:sts::<account>:assumed-role/<role>/<session>}. */
  public String arn() {
    return Account.arn("sts", "", "assumed-role/" + role + "/" + session);
  }
}
