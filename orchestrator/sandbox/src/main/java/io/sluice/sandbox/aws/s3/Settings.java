package io.sluice.sandbox.aws.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is set on a bucket; it begins as AWS's new buckets have done since April 2023: closed to the
 * public, without access control lists, encrypted.
 *
 * @param publicAccessBlock empty when it was taken away
 * @param encryption the rule that is always there
 * @param ownership empty when it was taken away
 * @param tags empty when there are none
 * @param versioning {@code Enabled} or {@code Suspended}, empty when it never was
 */
record Settings(
    Optional<PublicAccessBlock> publicAccessBlock,
    Encryption encryption,
    Optional<String> ownership,
    Map<String, String> tags,
    Optional<String> versioning,
    Optional<String> policy) {

  static final List<String> OWNERSHIPS =
      List.of("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter");

  /** Four switches against what is public. */
  record PublicAccessBlock(
      boolean blockPublicAcls,
      boolean ignorePublicAcls,
      boolean blockPublicPolicy,
      boolean restrictPublicBuckets) {}

  /**
   * Default encryption.
   *
   * @param algorithm {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}
   */
  record Encryption(String algorithm, Optional<String> kmsKey, boolean bucketKey) {
    static final Encryption DEFAULT = new Encryption("AES256", Optional.empty(), false);
  }

  static Settings fresh(Map<String, String> tags) {
    return new Settings(
        Optional.of(new PublicAccessBlock(true, true, true, true)),
        Encryption.DEFAULT,
        Optional.of("BucketOwnerEnforced"),
        Map.copyOf(tags),
        Optional.empty(),
        Optional.empty());
  }

  Settings withPublicAccessBlock(Optional<PublicAccessBlock> other) {
    return new Settings(other, encryption, ownership, tags, versioning, policy);
  }

  Settings withEncryption(Encryption other) {
    return new Settings(publicAccessBlock, other, ownership, tags, versioning, policy);
  }

  Settings withOwnership(Optional<String> other) {
    return new Settings(publicAccessBlock, encryption, other, tags, versioning, policy);
  }

  Settings withTags(Map<String, String> other) {
    return new Settings(
        publicAccessBlock, encryption, ownership, Map.copyOf(other), versioning, policy);
  }

  Settings withVersioning(String other) {
    return new Settings(publicAccessBlock, encryption, ownership, tags, Optional.of(other), policy);
  }

  Settings withPolicy(Optional<String> other) {
    return new Settings(publicAccessBlock, encryption, ownership, tags, versioning, other);
  }

  boolean keepsVersions() {
    return versioning.filter("Enabled"::equals).isPresent();
  }
}
