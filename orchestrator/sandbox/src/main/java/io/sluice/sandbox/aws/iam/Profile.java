package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.cloud.Account;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An instance profile. Guarded by the lock of the {@link Directory} that it is in. */
final class Profile {
  final String path;
  final String name;
  final String id = Ids.random("AIPA", 17);
  final Instant created = Instant.now();
  final Map<String, String> tags = new TreeMap<>();
  @Nullable Role role;

  Profile(String path, String name) {
    this.path = path;
    this.name = name;
  }

  String arn() {
    return Account.arn("iam", "", "instance-profile" + path + name);
  }
}
