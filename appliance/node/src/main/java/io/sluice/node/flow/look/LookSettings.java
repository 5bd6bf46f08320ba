package io.sluice.node.flow.look;

/**
 * How much memory the first looks of one worker may take, outside the heap and beside the flows'
 * rows.
 *
 * @param nameBytes for names of servers and hosts with what belongs to them; as much again for
 *     names asked of DNS, so that a flood of those leaves the others alone. Rounded up to a power
 *     of two; an index takes an eighth more
 * @param questions DNS queries and HTTP requests remembered until they are answered, 16 bytes each
 * @param hellos ClientHellos put together at the same time, 4 KiB each
 */
public record LookSettings(long nameBytes, int questions, int hellos) {
  /** About 21 MiB: some 100,000 different names of each kind. */
  public static final LookSettings USUAL = new LookSettings(8 << 20, 1 << 16, 512);
}
