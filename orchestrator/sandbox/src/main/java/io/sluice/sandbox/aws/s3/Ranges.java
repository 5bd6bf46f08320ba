package io.sluice.sandbox.aws.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some bytes of an object.
 *
 * @param first counted from 0
 * @param length more than 0
 */
record Ranges(long first, long length) {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * Reads a Range header; empty where it is absent or none that S3 knows.
   *
   * @throws S3Exception {@code InvalidRange} when no such bytes are there
   */
  static Optional<Ranges> of(Optional<String> header, long size) {
    Matcher matcher = RANGE.matcher(header.orElse(""));
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    long first;
    long last = size - 1;
    if (matcher.group(1).isEmpty()) {
      first = Math.max(0, size - Long.parseLong(matcher.group(2)));
    } else {
      first = Long.parseLong(matcher.group(1));
      if (!matcher.group(2).isEmpty()) {
        long said = Long.parseLong(matcher.group(2));
        if (said < first) {
          return Optional.empty();
        }
        last = Math.min(last, said);
      }
    }
    if (first > last) {
      throw new S3Exception(416, "InvalidRange", "The requested range is not satisfiable")
          .detail("RangeRequested", header.orElse(""))
          .detail("ActualObjectSize", Long.toString(size))
          .header("Content-Range", "bytes */" + size);
    }
    return Optional.of(new Ranges(first, last - first + 1));
  }

  String contentRange(long size) {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
