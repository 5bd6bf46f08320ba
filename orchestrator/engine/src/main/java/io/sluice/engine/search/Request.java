package io.sluice.engine.search;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is asked of every machine; an element of {@code requests} in {@code
 * search/requests.json}.
 *
 * @param id names it, and the folder of its answers
 * @param kind {@link #SEARCH}, {@link #HUNT} or {@link #KEEP}
 * @param filter of a search; empty for everything
 * @param from earliest stamp, or null for the oldest packet
 * @param to latest stamp, inclusive, or null for now
 * @param follow whether a search goes on with packets as they come; {@code to} says nothing then
 * @param until the end of our lease, on the store's clock
 * @param limitBytes most bytes of chunks that each machine writes; 0 for no limit
 * @param indicators of a hunt
 * @param why of a keep, for those who find the segments later
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Request(
    String id,
    String kind,
    String filter,
    @Nullable Instant from,
    @Nullable Instant to,
    boolean follow,
    @Nullable Instant until,
    long limitBytes,
    List<String> indicators,
    String why) {
  public static final String SEARCH = "search";
  public static final String HUNT = "hunt";
  public static final String KEEP = "keep";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  public Request {
    filter = Objects.requireNonNullElse(filter, "");
    indicators = indicators == null ? List.of() : List.copyOf(indicators);
    why = Objects.requireNonNullElse(why, "");
  }

  /** Packets that match. */
  public static Request search(
      String filter,
      @Nullable Instant from,
      @Nullable Instant to,
      boolean follow,
      long limitBytes) {
    return new Request(newId(), SEARCH, filter, from, to, follow, null, limitBytes, List.of(), "");
  }

  /** Which indicators were seen. */
  public static Request hunt(
      List<String> indicators, @Nullable Instant from, @Nullable Instant to) {
    return new Request(newId(), HUNT, "", from, to, false, null, 0, indicators, "");
  }

  /** Segments that are to be kept. */
  public static Request keep(Instant from, Instant to, String why) {
    return new Request(newId(), KEEP, "", from, to, false, null, 0, List.of(), why);
  }

  /** The same for other times. */
  public Request between(@Nullable Instant earliest, @Nullable Instant latest) {
    return new Request(
        id, kind, filter, earliest, latest, follow, until, limitBytes, indicators, why);
  }

  /** The same with a lease. */
  public Request until(Instant end) {
    return new Request(id, kind, filter, from, to, follow, end, limitBytes, indicators, why);
  }

  /** Where its answers lie, with a slash at the end. */
  public String folder() {
    return SearchDesk.FOLDER + id + "/";
  }

  /** When it was asked, and eight digits by chance. */
  private static String newId() {
    byte[] chance = new byte[4];
    RANDOM.nextBytes(chance);
    return STAMP.format(Instant.now()) + "-" + HexFormat.of().formatHex(chance);
  }
}
