package io.sluice.node.flow;

/**
 * What a worker's table has gone through: running totals, but for {@code open} and {@code
 * tableBytes}. Every packet handed to the meter is in exactly one of the first five.
 *
 * @param measured packets counted to a flow
 * @param notIp packets without an IP header
 * @param fragments fragments that belong to no flow: of streams because only whole packets count,
 *     otherwise because the fragment with the ports was not seen
 * @param cut packets whose transport header is cut off or contradicts itself
 * @param refused packets of flows there was no room for
 * @param opened flows that were given a row
 * @param evicted flows that ended because another one needed their room
 * @param evictedUnanswered those of them that one side alone had sent, and a single packet
 * @param open flows in the table now
 * @param tableBytes memory of the table's rows outside the heap
 */
public record FlowCounts(
    long measured,
    long notIp,
    long fragments,
    long cut,
    long refused,
    long opened,
    long evicted,
    long evictedUnanswered,
    long open,
    long tableBytes) {}
