package io.sluice.sandbox.blob;

import io.sluice.sandbox.http.Request;
import java.util.Optional;

/** The conditional headers of Blob storage. */
final class Conditions {
  private Conditions() {}

  /**
   * For a write.
   *
   * @throws BlobException 412, or 409 for {@code If-None-Match: *} on a blob that is there
   */
  static void write(Request request, Optional<Blob> standing) {
    Optional<String> match = request.header("if-match");
    if (match.isPresent() && !matches(match.get(), standing)) {
      throw BlobException.conditionNotMet();
    }
    Optional<String> none = request.header("if-none-match");
    if (none.isPresent() && matches(none.get(), standing)) {
      throw none.get().equals("*")
          ? new BlobException(409, "BlobAlreadyExists", "The specified blob already exists.")
          : BlobException.conditionNotMet();
    }
  }

  /**
   * For a read.
   *
   * @throws BlobException 412, or 304 when the client has this version
   */
  static void read(Request request, Blob blob) {
    Optional<String> match = request.header("if-match");
    if (match.isPresent() && !matches(match.get(), Optional.of(blob))) {
      throw BlobException.conditionNotMet();
    }
    Optional<String> none = request.header("if-none-match");
    if (none.isPresent() && matches(none.get(), Optional.of(blob))) {
      throw new BlobException(
          304,
          "ConditionNotMet",
          "The condition specified using HTTP conditional header(s) is not met.");
    }
  }

  private static boolean matches(String wanted, Optional<Blob> blob) {
    return blob.isPresent()
        && (wanted.equals("*") || wanted.replace("\"", "").equals(blob.get().etag()));
  }
}
