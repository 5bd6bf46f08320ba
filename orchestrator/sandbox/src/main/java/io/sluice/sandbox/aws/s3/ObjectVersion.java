package io.sluice.sandbox.aws.s3;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of an object, or a delete marker.
 *
 * @param id {@code null} (the word) where the bucket was not versioned
 * @param content null for a delete marker
 * @param headers what a GET answers besides: content type, metadata
 */
record ObjectVersion(
    String key,
    String id,
    @Nullable Content content,
    Map<String, String> headers,
    Map<String, String> tags,
    Instant modified) {

  static final String UNVERSIONED = "null";

  boolean isMarker() {
    return content == null;
  }

  /**
   * The bytes.
   *
   * @throws IllegalStateException for a delete marker
   */
  Content bytes() {
    Content bytes = content;
    if (bytes == null) {
      throw new IllegalStateException("a delete marker has no bytes");
    }
    return bytes;
  }

  ObjectVersion withTags(Map<String, String> other) {
    return new ObjectVersion(key, id, content, headers, Map.copyOf(other), modified);
  }
}
