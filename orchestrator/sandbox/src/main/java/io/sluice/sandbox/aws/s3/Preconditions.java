package io.sluice.sandbox.aws.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/**
 * The conditional headers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html">
 *     Conditional requests</a>
 */
final class Preconditions {
  private Preconditions() {}

  /**
   * For a write.
   *
   * @throws S3Exception 412, 404 for {@code If-Match} on what is not there, 501 for what S3 does
   *     not know
   */
  static void write(Call call, Optional<ObjectVersion> standing) {
    Optional<String> none = call.header("if-none-match");
    if (none.isPresent()) {
      if (!none.get().equals("*")) {
        throw S3Exception.notImplemented("If-None-Match other than * on a write");
      }
      if (standing.isPresent()) {
        throw S3Exception.preconditionFailed("If-None-Match");
      }
    }
    match(call, standing);
  }

  /** For a delete, and the second half of a write's. */
  static void match(Call call, Optional<ObjectVersion> standing) {
    Optional<String> match = call.header("if-match");
    if (match.isPresent()) {
      ObjectVersion version = standing.orElseThrow(() -> S3Exception.noSuchKey(call.key()));
      if (!matches(match.get(), version)) {
        throw S3Exception.preconditionFailed("If-Match");
      }
    }
  }

  /**
   * For a read.
   *
   * @param prefix of the headers: empty, or {@code x-amz-copy-source-}
   * @throws S3Exception 412, or 304 when the client has this version (412 for a copy)
   */
  static void read(Call call, ObjectVersion version, String prefix) {
    Optional<String> match = call.header(prefix + "if-match");
    if (match.isPresent()) {
      if (!matches(match.get(), version)) {
        throw S3Exception.preconditionFailed("If-Match");
      }
    } else if (time(call, prefix + "if-unmodified-since")
        .filter(time -> seconds(version).isAfter(time))
        .isPresent()) {
      throw S3Exception.preconditionFailed("If-Unmodified-Since");
    }
    Optional<String> none = call.header(prefix + "if-none-match");
    boolean known =
        none.isPresent()
            ? matches(none.get(), version)
            : time(call, prefix + "if-modified-since")
                .filter(time -> !seconds(version).isAfter(time))
                .isPresent();
    if (known) {
      throw prefix.isEmpty()
          ? new S3Exception(304, "NotModified", "Not Modified")
              .header("ETag", Answers.quoted(version.bytes().etag()))
              .header("Last-Modified", Answers.date(version.modified()))
          : S3Exception.preconditionFailed("If-None-Match");
    }
  }

  private static boolean matches(String header, ObjectVersion version) {
    return Arrays.stream(header.split(",", -1))
        .map(each -> each.strip().replace("\"", ""))
        .anyMatch(each -> each.equals("*") || each.equals(version.bytes().etag()));
  }

  private static Instant seconds(ObjectVersion version) {
    return version.modified().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Optional<Instant> time(Call call, String header) {
    try {
      return call.header(header).map(text -> Answers.HTTP_DATE.parse(text, Instant::from));
    } catch (DateTimeException e) {
      // As the standard of HTTP has it: a date that is none counts for nothing
      return Optional.empty();
    }
  }
}
