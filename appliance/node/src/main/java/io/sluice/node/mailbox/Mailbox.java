package io.sluice.node.mailbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /**
   * An object in a list.
   *
   * @param object its name
   * @param md5 of its content, hex, or null where the store does not tell
   */
  record Listed(String object, long bytes, @Nullable String md5) {}

  /**
   * All objects whose names begin so, in the order of their names.
   *
   * @throws MailboxException when the store cannot be asked or refuses, after retries
   */
  List<Listed> list(String prefix) throws MailboxException, InterruptedException;

  /**
   * Writes a file as an object that must not be there yet. The store compares the hash of what it
   * got with the upload's own, and keeps nothing when they differ.
   *
   * @return false when there is an object of that name, which is left as it is; also when an
   *     earlier attempt of this call made it and its answer was lost
   * @throws MailboxException when the file cannot be read, or the store cannot be asked or refuses,
   *     after retries
   */
  boolean putNew(String object, Upload upload) throws MailboxException, InterruptedException;

  /** How far this machine's clock is ahead of the store's; zero while that is not known. */
  Duration clockAhead();
}
