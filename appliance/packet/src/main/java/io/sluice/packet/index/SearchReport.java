package io.sluice.packet.index;

import java.util.List;

/**
 * What a search of a store came to.
 *
 * @param packets that were found
 * @param bytes their captured bytes
 * @param segments the names of those that were searched or whose index said that they hold nothing
 * @param oldest when the earliest packet of the store was captured, in nanoseconds since 1970; the
 *     highest long when there is none
 * @param complete whether it came to its end, and was not stopped
 * @param problems what could not be searched, each a sentence with the segment's name
 */
public record SearchReport(
    long packets,
    long bytes,
    List<String> segments,
    long oldest,
    boolean complete,
    List<String> problems) {
  public SearchReport {
    segments = List.copyOf(segments);
    problems = List.copyOf(problems);
  }
}
