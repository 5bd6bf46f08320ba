package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.search.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static final Pattern NAME =
      Pattern.compile("capture/([^/]+)/(\\d+-(\\d{8}T\\d{6})Z\\.pcapng)");
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

  /** How far a machine's clock may be from the store's for a segment not to be missed. */
  private static final Duration CLOCKS = Duration.ofMinutes(10);

  private Offloaded() {}

  /**
   * A segment.
   *
   * @param object its name in the mailbox
   * @param start of its first packet, to the second, on the machine's clock
   * @param closed when it was laid there, which is after its last packet
   */
  record Segment(String machine, String object, Instant start, Instant closed, long size) {}

  /**
   * What is to be searched, by machine in order of name, in order of time.
   *
   * @param from earliest stamp wanted, or null
   * @param to latest stamp wanted, or null
   */
  static Map<String, List<Segment>> beyond(
      Objects objects, List<Asked> asked, @Nullable Instant from, @Nullable Instant to) {
    Map<String, Set<String>> covered = new HashMap<>();
    for (Asked one : asked) {
      Answer answer = one.answer();
      if (answer != null && !answer.failed() && !one.silent()) {
        covered.put(one.machine(), new HashSet<>(answer.segments()));
      }
    }
    Map<String, List<Segment>> found = new TreeMap<>();
    objects
        .list(FOLDER)
        .forEach(
            item -> {
              Segment segment = segment(item);
              if (segment != null && overlaps(segment, from, to)) {
                String name = item.name().substring(item.name().lastIndexOf('/') + 1);
                if (!covered.getOrDefault(segment.machine(), Set.of()).contains(name)) {
                  found.computeIfAbsent(segment.machine(), key -> new ArrayList<>()).add(segment);
                }
              }
            });
    return found;
  }

  /** How many segments there are that no answer covers. */
  public static int count(
      Objects objects, List<Asked> asked, @Nullable Instant from, @Nullable Instant to) {
    return beyond(objects, asked, from, to).values().stream().mapToInt(List::size).sum();
  }

  private static @Nullable Segment segment(Objects.Item item) {
    Matcher matcher = NAME.matcher(item.name());
    if (!matcher.matches()) {
      return null;
    }
    try {
      Instant start = LocalDateTime.parse(matcher.group(3), STAMP).toInstant(ZoneOffset.UTC);
      return new Segment(matcher.group(1), item.name(), start, item.modified(), item.size());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static boolean overlaps(Segment segment, @Nullable Instant from, @Nullable Instant to) {
    return (from == null || !segment.closed().plus(CLOCKS).isBefore(from))
        && (to == null || !segment.start().isAfter(to));
  }
}
