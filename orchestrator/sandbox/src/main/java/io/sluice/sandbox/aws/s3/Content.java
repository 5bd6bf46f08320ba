package io.sluice.sandbox.aws.s3;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Bytes that were received whole. The file is never written again.
 *
 * @param length in bytes
 * @param etag without quotes: MD5 in hex, or of a multipart upload the MD5 of its parts' and how
 *     many they are
 * @param checksums base64; of a composite one with a dash and the number of parts
 * @param composite whether the checksums are of the parts' checksums, not of the bytes
 * @param parts lengths of the parts of a multipart upload, else empty
 */
record Content(
    Path file,
    long length,
    String etag,
    Map<Checksum, String> checksums,
    boolean composite,
    List<Long> parts) {}
