package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.search.Answer;
import io.sluice.packet.index.SegmentFiles;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Segments that appliances have laid into the mailbox ({@code capture/MACHINE/SEGMENT.pcapng}) and
 * that no answer covers: their machine is gone, does not answer, or holds them no more.
 */
public final class Offloaded {
  /** Below which they lie. */
  public static final String FOLDER = "capture/";

  private static final String SEGMENT = SegmentFiles.SEGMENT;
  private static final String INDEX = SegmentFiles.INDEX;
  private static final Pattern NAME =
      Pattern.compile("capture/([^/]+)/(\\d+-(\\d{8}T\\d{6}(?:\\.\\d{9})?)Z)(\\.pcapng|\\.idx)");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss[.SSSSSSSSS]");

  /** How far a machine's clock may be from the store's for a segment not to be missed. */
  private static final Duration CLOCKS = Duration.ofMinutes(10);

  private Offloaded() {}

  /**
   * A segment.
   *
   * @param name of its two objects without their endings
   * @param start when it began: the stamp of its first packet, on the machine's clock
   * @param closed when it was laid there, which is after its last packet
   * @param size in bytes
   * @param indexSize in bytes, 0 without an index
   */
  record Segment(
      String machine, String name, Instant start, Instant closed, long size, long indexSize) {
    String object() {
      return FOLDER + machine + "/" + file();
    }

    /** As the machine that wrote it calls it. */
    String file() {
      return name + SEGMENT;
    }

    String index() {
      return FOLDER + machine + "/" + name + INDEX;
    }
  }

  /**
   * What is to be searched, by machine in order of name, in order of time.
   *
   * @param from earliest stamp wanted, or null
   * @param to latest stamp wanted, or null
   */
  static Map<String, List<Segment>> beyond(
      Objects objects, List<Asked> asked, @Nullable Instant from, @Nullable Instant to) {
    Map<String, Answer> answers = new HashMap<>();
    for (Asked one : asked) {
      Answer answer = one.answer();
      if (answer != null && one.counts()) {
        answers.put(one.machine(), answer);
      }
    }
    Map<String, Map<String, Segment>> all = new TreeMap<>();
    objects
        .list(FOLDER)
        .forEach(
            item -> {
              Segment part = part(item);
              if (part != null && overlaps(part, from, to)) {
                all.computeIfAbsent(part.machine(), key -> new TreeMap<>())
                    .merge(part.name(), part, Offloaded::joined);
              }
            });
    Map<String, List<Segment>> found = new TreeMap<>();
    all.forEach(
        (machine, segments) -> {
          Answer answer = answers.get(machine);
          List<Segment> wanted =
              segments.values().stream()
                  .filter(one -> one.size() > 0 && (answer == null || !covers(answer, one)))
                  .toList();
          if (!wanted.isEmpty()) {
            found.put(machine, wanted);
          }
        });
    return found;
  }

  /**
   * A machine holds all from its oldest segment on, which is known by when it began. That it has
   * looked into one it says only later.
   */
  private static boolean covers(Answer answer, Segment segment) {
    Instant oldest = answer.oldest();
    return (oldest != null && !segment.start().isBefore(oldest))
        || answer.segments().contains(segment.file());
  }

  /** A segment of which its packets and its index are both listed. */
  private static Segment joined(Segment one, Segment other) {
    return new Segment(
        one.machine(),
        one.name(),
        one.start(),
        one.closed().isAfter(other.closed()) ? one.closed() : other.closed(),
        one.size() + other.size(),
        one.indexSize() + other.indexSize());
  }

  /** How many segments there are that no answer covers. */
  public static int count(
      Objects objects, List<Asked> asked, @Nullable Instant from, @Nullable Instant to) {
    return beyond(objects, asked, from, to).values().stream().mapToInt(List::size).sum();
  }

  private static @Nullable Segment part(Objects.Item item) {
    Matcher matcher = NAME.matcher(item.name());
    if (!matcher.matches()) {
      return null;
    }
    boolean packets = matcher.group(4).equals(SEGMENT);
    try {
      return new Segment(
          matcher.group(1),
          matcher.group(2),
          LocalDateTime.parse(matcher.group(3), STAMP).toInstant(ZoneOffset.UTC),
          item.modified(),
          packets ? item.size() : 0,
          packets ? 0 : item.size());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static boolean overlaps(Segment segment, @Nullable Instant from, @Nullable Instant to) {
    return (from == null || !segment.closed().plus(CLOCKS).isBefore(from))
        && (to == null || !segment.start().isAfter(to));
  }
}
