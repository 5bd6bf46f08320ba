package io.sluice.sandbox.aws.s3;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A multipart upload under way. Guarded by the lock of its {@link Bucket}.
 *
 * @param kind of checksum that the whole will have
 * @param composite whether that will be of the parts' checksums
 * @param parts by number
 */
record Upload(
    String id,
    String key,
    Map<String, String> headers,
    Map<String, String> tags,
    Checksum kind,
    boolean composite,
    Instant begun,
    TreeMap<Integer, Part> parts) {

  /** A part that is there whole. */
  record Part(Content content, Instant modified) {}
}
