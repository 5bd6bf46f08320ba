package io.sluice.node.capture;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of segments: {@code 000000000042-20261122T112400.123456789Z.pcapng}. In the order of their
 * names they are in the order in which they began.
 *
 * @param sequence one more than that of the segment before it
 * @param first when the segment began
 */
record SegmentName(long sequence, Instant first) {
  static final String SEGMENT = ".pcapng";
  static final String INDEX = ".idx";

  /** What is not whole yet ends so. */
  static final String UNFINISHED = ".tmp";

  /** So end the names of indexes that the device may not have yet. */
  static final String FRESH = ".new";

  private static final Pattern NAME =
      Pattern.compile("(\\d{12})-(\\d{8}T\\d{6}\\.\\d{9}Z)\\.pcapng");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  String file() {
    return "%012d-%s%s".formatted(sequence, TIME.format(first), SEGMENT);
  }

  /** Null for a file that is no segment. */
  static @Nullable SegmentName of(Path path) {
    Matcher matcher = NAME.matcher(path.getFileName().toString());
    if (!matcher.matches()) {
      return null;
    }
    try {
      return new SegmentName(
          Long.parseLong(matcher.group(1)), Instant.from(TIME.parse(matcher.group(2))));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  static Path index(Path segment) {
    String name = segment.getFileName().toString();
    return segment.resolveSibling(name.substring(0, name.length() - SEGMENT.length()) + INDEX);
  }

  /** The segment that an index file is of. */
  static Path ofIndex(Path index) {
    String name = index.getFileName().toString();
    return index.resolveSibling(name.substring(0, name.length() - INDEX.length()) + SEGMENT);
  }

  /** Whether a file means nothing after a crash. */
  static boolean isUnfinished(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(UNFINISHED) || name.endsWith(FRESH);
  }
}
