package io.sluice.engine.mailbox;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a mailbox. Names are paths without a slash in front, e.g. {@code
 * search/requests.json}. Methods throw what the cloud's SDK throws, which {@link
 * io.sluice.engine.provider.Provider#classify} understands; {@link PatientObjects} tries again what
 * may pass. Calls may come from several threads at once.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html">S3
 *     conditional requests</a>
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations">
 *     Blob conditional headers</a>
 */
public interface Objects {
  /** What a read found. */
  sealed interface Read {}

  /** There is no such object, or no mailbox yet. */
  record Absent() implements Read {}

  /** It is the version that the caller has already. */
  record Same() implements Read {}

  /**
   * The object.
   *
   * @param etag its version, as {@link #put} and {@link #get} take it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Content(byte[] bytes, String etag) implements Read {}

  /**
   * An object as a list shows it.
   *
   * @param size in bytes
   * @param modified to the second
   */
  record Item(String name, long size, Instant modified) {}

  /**
   * The whole of an object, for small ones: it is held in memory.
   *
   * @param known the version that the caller has, or null for none
   */
  Read get(String name, @Nullable String known);

  /**
   * Some bytes of an object: fewer than asked for where it ends, none past its end.
   *
   * @param from counted from 0
   * @param length at least 1
   * @return empty where there is no such object
   */
  Optional<byte[]> range(String name, long from, int length);

  /**
   * Writes an object, if it still is the version that the caller has seen.
   *
   * @param seen that version, or null where there must be no such object
   * @return the version written, or empty where somebody else was quicker
   */
  Optional<String> put(String name, byte[] bytes, @Nullable String seen);

  /** Deletes an object; already gone is success. */
  void delete(String name);

  /** What begins with a prefix, in order of name; pages are read as they are asked for. */
  Stream<Item> list(String prefix);
}
