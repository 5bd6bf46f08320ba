package io.sluice.node.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A file on its way into the store, with what proves that it came whole. The file must not change.
 *
 * @param bytes of the file, at most 5 GB
 * @param sha256 hex
 * @param md5 hex; against damage alone, which is all that stores compare by it
 * @param bytesPerSecond most that are sent, or 0 for as fast as it goes
 */
public record Upload(
    Path file, String contentType, long bytes, String sha256, String md5, long bytesPerSecond) {
  private static final int BUFFER = 1 << 16;

  /**
   * Reads the file once for its hashes.
   *
   * @throws IOException when it cannot be read
   */
  public static Upload of(Path file, String contentType, long bytesPerSecond) throws IOException {
    MessageDigest sha256 = digest("SHA-256");
    MessageDigest md5 = digest("MD5");
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        md5.update(buffer, 0, read);
        bytes += read;
      }
    }
    HexFormat hex = HexFormat.of();
    return new Upload(
        file,
        contentType,
        bytes,
        hex.formatHex(sha256.digest()),
        hex.formatHex(md5.digest()),
        bytesPerSecond);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** As {@code x-amz-checksum-sha256} has it. */
  public String sha256Base64() {
    return base64(sha256);
  }

  /** As {@code Content-MD5} has it. */
  public String md5Base64() {
    return base64(md5);
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** How many bytes would take as long at 1 MiB/s, which is how patience is measured. */
  public long patience() {
    double slowness = bytesPerSecond == 0 ? 1 : Math.max(1, (1 << 20) / (double) bytesPerSecond);
    return (long) (bytes * slowness);
  }

  /**
   * The file's bytes, no faster than they may go.
   *
   * @throws IOException when there is no such file any more
   */
  public BodyPublisher publisher() throws IOException {
    if (bytesPerSecond == 0) {
      return BodyPublishers.ofFile(file);
    }
    // Opened here, so that a file that is gone is told of as such
    InputStream in = Files.newInputStream(file);
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> new Paced(in, bytesPerSecond, Paced.Time.SYSTEM)),
        bytes);
  }

  /** {@link #publisher} for those who cannot throw. */
  public BodyPublisher uncheckedPublisher() {
    try {
      return publisher();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
