package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.AwsException;
import java.util.TreeMap;

/**
 * The roles and instance profiles of the account. Names differ by more than case. Its own lock
 * guards it and all that is in it.
 */
final class Directory {
  final TreeMap<String, Role> roles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final TreeMap<String, Profile> profiles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** The role, or {@code NoSuchEntity}. */
  Role role(String name) {
    Role role = roles.get(name);
    if (role == null) {
      throw noSuchEntity("The role with name " + name + " cannot be found.");
    }
    return role;
  }

  /** The instance profile, or {@code NoSuchEntity}. */
  Profile profile(String name) {
    Profile profile = profiles.get(name);
    if (profile == null) {
      throw noSuchEntity("Instance Profile " + name + " cannot be found.");
    }
    return profile;
  }

  static AwsException noSuchEntity(String message) {
    return new AwsException(404, "NoSuchEntity", message);
  }

  static AwsException alreadyExists(String message) {
    return new AwsException(409, "EntityAlreadyExists", message);
  }

  static AwsException deleteConflict(String message) {
    return new AwsException(409, "DeleteConflict", message);
  }

  static AwsException limitExceeded(String message) {
    return new AwsException(409, "LimitExceeded", message);
  }
}
