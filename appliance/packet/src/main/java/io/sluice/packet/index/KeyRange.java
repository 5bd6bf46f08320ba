package io.sluice.packet.index;

/**
 * Keys of a kind that stand side by side in an index.
 *
 * @param start the position of the first one's entry
 * @param end the position behind the last one's entry
 */
record KeyRange(int kind, long start, long end) {}
