package io.sluice.node.desk;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one machine is with one request ({@code search/<id>/<machine>/answer.json}). What its
 * fields mean together: this package's description.
 *
 * @param id of the request
 * @param machine as its status object is named
 * @param state {@code waiting}, {@code running}, {@code done}, {@code failed}, {@code cancelled}
 * @param written when, on the machine's clock
 * @param clockAheadMillis how far that clock is ahead of the store's
 * @param chunks that may be read: numbers 0 to one less
 * @param packets in them; of a hunt, those looked at
 * @param bytes of the chunks
 * @param through all that matches up to this stamp, inclusive, is in the chunks
 * @param segments files that this answer covers
 * @param oldest stamp in the store
 * @param limited whether there was more than {@code limitBytes}
 * @param problem why it failed, one sentence, or empty
 * @param unread what could not be read, a sentence each
 * @param findings of a hunt
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Answer(
    String id,
    String machine,
    String state,
    Instant written,
    long clockAheadMillis,
    int chunks,
    long packets,
    long bytes,
    @Nullable Instant through,
    List<String> segments,
    @Nullable Instant oldest,
    boolean limited,
    String problem,
    List<String> unread,
    List<Finding> findings) {

  public Answer {
    segments = segments == null ? List.of() : List.copyOf(segments);
    unread = unread == null ? List.of() : List.copyOf(unread);
    findings = findings == null ? List.of() : List.copyOf(findings);
  }

  /** Whether nothing more comes. */
  boolean isLast() {
    return state.equals("done") || state.equals("failed") || state.equals("cancelled");
  }

  /**
   * An indicator that was seen.
   *
   * @param indicator as it was asked for
   * @param packets of the flows that it was seen in; of an address, those from or to it
   * @param bytes of them on the wire
   * @param flows that it was seen in
   * @param firstSeen stamp of the earliest such packet
   * @param lastSeen stamp of the latest
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Finding(
      String indicator,
      long packets,
      long bytes,
      long flows,
      Instant firstSeen,
      Instant lastSeen) {}
}
