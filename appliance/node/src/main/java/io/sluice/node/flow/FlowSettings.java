package io.sluice.node.flow;

/**
 * How a worker keeps flows.
 *
 * @param flows most that are kept at once: 1 to 2^28 - 1, each {@link Flow#SIZE} bytes outside the
 *     heap and 16 to 32 of heap
 * @param idleNanos without a packet for this long a flow has ended; {@link Long#MAX_VALUE} never
 * @param intervalNanos a flow that goes on is told of this often, to the second; {@link
 *     Long#MAX_VALUE} never
 * @param streams as tshark has it: a flow never ends before the file does, and a SYN with another
 *     sequence number opens a new one for the same key; tags and tunnels are not part of the key
 */
public record FlowSettings(int flows, long idleNanos, long intervalNanos, boolean streams) {
  /**
   * @throws IllegalArgumentException when a number is out of its range
   */
  public FlowSettings {
    if (flows < 1 || flows > FlowTable.MOST_ROWS || idleNanos < 1 || intervalNanos < 1) {
      throw new IllegalArgumentException(
          "flows %d, idle %d ns, interval %d ns".formatted(flows, idleNanos, intervalNanos));
    }
  }
}
