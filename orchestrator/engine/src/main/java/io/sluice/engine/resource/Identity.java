package io.sluice.engine.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * From (blueprint, logical id, revision) come the deterministic name, the ownership tags and the
 * idempotency token of a resource: one function, so that a crash between a create call and its
 * answer can never make a second one.
 *
 * @param blueprint the blueprint's name
 * @param scope where the blueprint lives (subscription and resource group, account and region);
 *     part of hashes only
 */
public record Identity(String blueprint, String scope) {
  /** Whose it is: the blueprint's name. */
  public static final String BLUEPRINT_TAG = "sluice-blueprint";

  /** The logical id. */
  public static final String ID_TAG = "sluice-id";

  /** The revision, a decimal number. */
  public static final String REVISION_TAG = "sluice-revision";

  /** SHA-256 over the write-only components, first 16 hex digits. */
  public static final String SPEC_TAG = "sluice-spec";

  /**
   * A name of at most {@code max} characters: {@code <blueprint>-<logical id>[-r<revision>]}, cut
   * in the middle of nothing but the front part and closed with a 6-digit hash when it would be
   * longer.
   */
  public String name(String logicalId, int revision, int max) {
    String suffix = revision > 1 ? "-r" + revision : "";
    String plain = blueprint + "-" + logicalId + suffix;
    if (plain.length() <= max) {
      return plain;
    }
    String tail = "-" + hash(plain).substring(0, 6) + suffix;
    return plain.substring(0, max - tail.length()) + tail;
  }

  /**
   * A globally unique name of lower-case letters and digits only, for namespaces that all customers
   * of a cloud share.
   *
   * @param max characters, at least 20
   */
  public String compactName(String prefix, String logicalId, int revision, int max) {
    String digest =
        hash(scope + "/" + blueprint + "/" + logicalId + "/" + revision).substring(0, 12);
    String middle = blueprint.replace("-", "");
    int room = max - prefix.length() - digest.length();
    return prefix + middle.substring(0, Math.min(room, middle.length())) + digest;
  }

  /**
   * The ownership tags; {@code spec} is the hash of the write-only components, or null if there are
   * none.
   */
  public Map<String, String> tags(String logicalId, int revision, @Nullable String spec) {
    Map<String, String> tags = new TreeMap<>();
    tags.put(BLUEPRINT_TAG, blueprint);
    tags.put(ID_TAG, logicalId);
    tags.put(REVISION_TAG, Integer.toString(revision));
    if (spec != null) {
      tags.put(SPEC_TAG, spec);
    }
    return Map.copyOf(tags);
  }

  /** True where the tags say that this blueprint made it. */
  public boolean owns(@Nullable Map<String, String> tags) {
    return tags != null && blueprint.equals(tags.get(BLUEPRINT_TAG)) && tags.containsKey(ID_TAG);
  }

  /** The revision in the tags; 1 where absent or unreadable. */
  public static int revision(Map<String, String> tags) {
    String text = tags.getOrDefault(REVISION_TAG, "1");
    return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 1;
  }

  /**
   * An idempotency token, or the name of a resource whose name must be a GUID (Azure role
   * assignments).
   */
  public UUID token(String logicalId, int revision) {
    return UUID.nameUUIDFromBytes(
        (scope + "/" + blueprint + "/" + logicalId + "/" + revision)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 in lower-case hex. */
  public static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 in lower-case hex. */
  public static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
