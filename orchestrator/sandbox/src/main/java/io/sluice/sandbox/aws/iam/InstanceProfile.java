package io.sluice.sandbox.aws.iam;

import java.util.Optional;

/**
 * An instance profile, as EC2 and the metadata service see it.
 *
 * @param id {@code AIPA...}
 * @param role of its role, where it has one
 */
public record InstanceProfile(String arn, String id, String name, Optional<RoleName> role) {
  /**
   * A role.
   *
   * @param id {@code AROA...}
   */
  public record RoleName(String name, String id) {}
}
