package io.sluice.node.desk;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody wants to know of every machine; an element of {@code requests} in {@code
 * search/requests.json}. What its fields mean together: this package's description.
 *
 * @param id names it, and the folder of its answers
 * @param kind {@code search}, {@code hunt} or {@code keep}
 * @param filter of a search; empty for everything
 * @param from earliest stamp, or null for the oldest packet
 * @param to latest stamp, inclusive, or null for now
 * @param follow whether a search goes on with packets as they come; {@code to} says nothing then
 * @param until the end of the asker's lease, on the store's clock
 * @param limitBytes most bytes of chunks that each machine writes; 0 for no limit
 * @param indicators of a hunt
 * @param why of a keep, for those who find the segments later
 */
@JsonIgnoreProperties(ignoreUnknown = true)
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

  /** The object that holds the requests. */
  public static final String OBJECT = "search/requests.json";

  public Request {
    filter = Objects.requireNonNullElse(filter, "");
    indicators = indicators == null ? List.of() : List.copyOf(indicators);
    why = Objects.requireNonNullElse(why, "");
  }
}
