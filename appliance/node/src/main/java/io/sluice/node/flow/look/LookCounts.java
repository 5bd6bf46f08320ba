package io.sluice.node.flow.look;

/**
 * What first looks of one worker had to leave out, since it began.
 *
 * @param malformed payloads that say they are DNS, TLS or HTTP and cannot be read
 * @param hellosNotWhole ClientHellos that were not read to their end: a segment was lost, out of
 *     order or cut short, or there was no room
 * @param questionsForgotten queries and requests that gave way to later ones before an answer
 * @param namesLost times that a record asked for a name which had been written over
 */
public record LookCounts(
    long malformed, long hellosNotWhole, long questionsForgotten, long namesLost) {}
