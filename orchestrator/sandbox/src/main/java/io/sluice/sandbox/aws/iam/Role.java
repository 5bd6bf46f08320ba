package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.cloud.Account;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A role. Guarded by the lock of the {@link Directory} that it is in. */
final class Role {
  final String path;
  final String name;
  final String id = Ids.random("AROA", 17);
  final Instant created = Instant.now();
  Policy trust;
  String description;
  int maxSessionSeconds;
  final Map<String, String> tags = new TreeMap<>();
  final TreeMap<String, Policy> inline = new TreeMap<>();
  final TreeSet<String> attached = new TreeSet<>();

  Role(String path, String name, Policy trust, String description, int maxSessionSeconds) {
    this.path = path;
    this.name = name;
    this.trust = trust;
    this.description = description;
    this.maxSessionSeconds = maxSessionSeconds;
  }

  String arn() {
    return Account.arn("iam", "", "role" + path + name);
  }

  /** A denial of one policy outweighs what others allow. */
  boolean allows(String action, String resource) {
    boolean allowed = false;
    for (Policy policy : inline.values()) {
      switch (policy.verdict(action, resource)) {
        case DENY -> {
          return false;
        }
        case ALLOW -> allowed = true;
        case SILENT -> {}
      }
    }
    return allowed || ManagedPolicies.allow(attached, action, resource);
  }
}
