package io.sluice.engine.search;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far one machine is with one request ({@code search/<id>/<machine>/answer.json}).
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
public record Answer(
    String id,
    String machine,
    String state,
    @Nullable Instant written,
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
    id = Objects.requireNonNullElse(id, "");
    machine = Objects.requireNonNullElse(machine, "");
    state = Objects.requireNonNullElse(state, "");
    segments = segments == null ? List.of() : List.copyOf(segments);
    problem = Objects.requireNonNullElse(problem, "");
    unread = unread == null ? List.of() : List.copyOf(unread);
    findings = findings == null ? List.of() : List.copyOf(findings);
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

  /**
   * Reads an answer.
   *
   * @throws IOException when the bytes are none
   */
  public static Answer read(byte[] json) throws IOException {
    return Documents.JSON.readValue(json, Answer.class);
  }

  /** Whether the machine has begun; one that waits for others to be served has not. */
  public boolean begun() {
    return !state.isEmpty() && !state.equals("waiting");
  }

  /** Whether nothing more comes. */
  public boolean last() {
    return state.equals("done") || failed() || state.equals("cancelled");
  }

  public boolean failed() {
    return state.equals("failed");
  }
}
