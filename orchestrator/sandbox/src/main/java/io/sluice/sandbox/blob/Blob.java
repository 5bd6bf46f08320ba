package io.sluice.sandbox.blob;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * One committed block blob.
 *
 * @param file where its bytes are
 * @param length in bytes
 * @param md5 base64, of the whole
 * @param etag without quotes
 * @param metadata names as they were sent
 */
record Blob(
    String name,
    Path file,
    long length,
    String md5,
    String contentType,
    String etag,
    Instant created,
    Instant modified,
    Map<String, String> metadata) {

  Blob withMetadata(Map<String, String> changed, String newEtag) {
    return new Blob(name, file, length, md5, contentType, newEtag, created, Instant.now(), changed);
  }
}
