package io.sluice.sandbox.aws.imds;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.iam.InstanceProfile;
import io.sluice.sandbox.aws.iam.InstanceProfile.RoleName;
import io.sluice.sandbox.aws.iam.TemporaryKey;
import io.sluice.sandbox.aws.iam.TemporaryKeys;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of instances' roles: one for six hours, the next one a quarter of an hour before it
 * expires.
 */
final class RoleKeys {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIFETIME = Duration.ofHours(6);
  private static final Duration RENEWAL = Duration.ofMinutes(15);

  private record Holder(String instance, String roleId) {}

  private final TemporaryKeys keys;
  private final Map<Holder, TemporaryKey> current = new ConcurrentHashMap<>();

  RoleKeys(TemporaryKeys keys) {
    this.keys = keys;
  }

  void add(MetadataTree tree, String instance, InstanceProfile profile) {
    tree.leaf(
        "meta-data/iam/info",
        () ->
            JSON.createObjectNode()
                .put("Code", "Success")
                .put("LastUpdated", keys.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("InstanceProfileArn", profile.arn())
                .put("InstanceProfileId", profile.id())
                .toPrettyString());
    profile
        .role()
        .ifPresent(
            role ->
                tree.leaf(
                    "meta-data/iam/security-credentials/" + role.name(),
                    () -> document(key(instance, role))));
  }

  private TemporaryKey key(String instance, RoleName role) {
    return current.compute(
        new Holder(instance, role.id()),
        (holder, held) ->
            held != null && keys.now().plus(RENEWAL).isBefore(held.expires())
                ? held
                : keys.issue(role.name(), role.id(), instance, LIFETIME));
  }

  private static String document(TemporaryKey key) {
    return JSON.createObjectNode()
        .put("Code", "Success")
        .put("LastUpdated", key.issued().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("Type", "AWS-HMAC")
        .put("AccessKeyId", key.accessKey())
        .put("SecretAccessKey", key.secret())
        .put("Token", key.token())
        .put("Expiration", key.expires().truncatedTo(ChronoUnit.SECONDS).toString())
        .toPrettyString();
  }
}
