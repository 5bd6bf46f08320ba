package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.AwsException;

/**
 * Judges the chunks of one body, in order: each one's signature includes the one before.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Transferring
 *     payload in multiple chunks</a>
 */
public final class ChunkSignatures {
  private final byte[] key;
  private final String time;
  private final String scope;
  private String previous;

  ChunkSignatures(byte[] key, String time, String scope, String seed) {
    this.key = key;
    this.time = time;
    this.scope = scope;
    this.previous = seed;
  }

  /**
   * Judges the next chunk, the empty one at the end included.
   *
   * @throws AwsException {@code SignatureDoesNotMatch}
   */
  public void chunk(byte[] bytes, int offset, int length, String signature) {
    judge("PAYLOAD", Hmac.hash("") + "\n" + Hmac.hash(bytes, offset, length), signature);
  }

  /**
   * Judges the trailer.
   *
   * @param trailers {@code name:value} and a line feed, of each in order
   * @throws AwsException {@code SignatureDoesNotMatch}
   */
  public void trailer(String trailers, String signature) {
    judge("TRAILER", Hmac.hash(trailers), signature);
  }

  private void judge(String kind, String hashes, String signature) {
    String text = String.join("\n", "AWS4-HMAC-SHA256-" + kind, time, scope, previous, hashes);
    String expected = Hmac.hex(Hmac.sha256(key, text));
    if (!Signatures.same(expected, signature)) {
      throw new Refusals("s3").doesNotMatch();
    }
    previous = expected;
  }
}
