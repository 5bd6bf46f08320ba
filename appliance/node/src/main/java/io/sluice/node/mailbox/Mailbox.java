package io.sluice.node.mailbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The object store that a blueprint owns. Safe for use by several threads. */
public interface Mailbox {

  /** What a read found. */
  sealed interface Reply {
    /** The object. */
    final class Found implements Reply {
      private final byte[] bytes;
      private final String etag;

      public Found(byte[] bytes, String etag) {
        this.bytes = bytes.clone();
        this.etag = etag;
      }

      public byte[] bytes() {
        return bytes.clone();
      }

      /** Changes whenever the object does. */
      public String etag() {
        return etag;
      }
    }

    /** The object still has the ETag that the reader knows. */
    record Unchanged() implements Reply {}

    /** There is no such object. */
    record Missing() implements Reply {}
  }

  /**
   * Reads an object.
   *
   * @param knownEtag of the copy at hand, or null
   * @throws MailboxException when the store cannot be asked, after retries
   */
  Reply get(String object, @Nullable String knownEtag)
      throws MailboxException, InterruptedException;

  /**
   * Writes a whole object, replacing what is there.
   *
   * @throws MailboxException when the store cannot be asked or refuses, after retries
   */
  void put(String object, byte[] bytes, String contentType)
      throws MailboxException, InterruptedException;

  /**
   * Writes a whole object from a file, which is read as it is sent and must not change meanwhile.
   *
   * @param file at most 5 GB, the most that both clouds take in one request
   * @throws MailboxException when the file cannot be read, or as {@link #put(String, byte[],
   *     String)}
   */
  void put(String object, Path file, String contentType)
      throws MailboxException, InterruptedException;
}
