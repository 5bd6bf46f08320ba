package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.iam.ChunkSignatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content encoding {@code aws-chunked}: each chunk with its length in hex and perhaps its
 * signature, and at the end perhaps trailers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">
 *     Signature calculations for trailing headers</a>
 */
final class AwsChunked {
  private static final String SIGNATURE = ";chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  /** Takes the bytes of one chunk, where they stand. */
  interface Sink {
    void accept(byte[] bytes, int offset, int length) throws IOException;
  }

  private final byte[] body;
  private final @Nullable ChunkSignatures signatures;
  private int at;

  private AwsChunked(byte[] body, @Nullable ChunkSignatures signatures) {
    this.body = body;
    this.signatures = signatures;
  }

  /**
   * Decodes a body without copying it.
   *
   * @return the trailers, names in lower case
   * @throws S3Exception {@code IncompleteBody} when it does not end as it should
   */
  static Map<String, String> decode(byte[] body, @Nullable ChunkSignatures signatures, Sink sink)
      throws IOException {
    return new AwsChunked(body, signatures).decode(sink);
  }

  private Map<String, String> decode(Sink sink) throws IOException {
    while (true) {
      String head = line();
      int semicolon = head.indexOf(';');
      int length = length(semicolon < 0 ? head : head.substring(0, semicolon));
      if (signatures != null) {
        int signature = head.indexOf(SIGNATURE);
        signatures.chunk(
            body, at, length, signature < 0 ? "" : head.substring(signature + SIGNATURE.length()));
      }
      if (length == 0) {
        return trailers();
      }
      sink.accept(body, at, length);
      at += length;
      if (!line().isEmpty()) {
        throw incomplete();
      }
    }
  }

  private int length(String hex) {
    int length;
    try {
      length = Integer.parseInt(hex.strip(), 16);
    } catch (NumberFormatException e) {
      throw incomplete();
    }
    if (length < 0 || length > body.length - at) {
      throw incomplete();
    }
    return length;
  }

  private Map<String, String> trailers() {
    Map<String, String> trailers = new LinkedHashMap<>();
    StringBuilder signed = new StringBuilder();
    String signature = "";
    while (at < body.length) {
      String line = line();
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (name.equals(TRAILER_SIGNATURE)) {
          signature = value;
        } else {
          trailers.put(name, value);
          signed.append(name).append(':').append(value).append('\n');
        }
      }
    }
    if (signatures != null && !trailers.isEmpty()) {
      signatures.trailer(signed.toString(), signature);
    }
    return trailers;
  }

  /** Up to the next line feed. */
  private String line() {
    int end = at;
    while (end < body.length && body[end] != '\n') {
      end++;
    }
    if (end == body.length) {
      throw incomplete();
    }
    int length = end > at && body[end - 1] == '\r' ? end - 1 - at : end - at;
    String line = new String(body, at, length, StandardCharsets.UTF_8);
    at = end + 1;
    return line;
  }

  private static S3Exception incomplete() {
    return new S3Exception(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header");
  }
}
