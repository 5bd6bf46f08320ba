package io.sluice.node.flow;

/**
 * How a worker keeps flows.
 *
 * @param flows most that are kept at once
 * @param idleNanos without a packet for this long a flow has ended; {@link Long#MAX_VALUE} never
 * @param intervalNanos a flow that goes on is told of this often; {@link Long#MAX_VALUE} never
 * @param streams as tshark has it: a flow never ends before the file does, and a SYN with another
 *     sequence number opens a new one for the same key; tags and tunnels are not part of the key
 */
public record FlowSettings(int flows, long idleNanos, long intervalNanos, boolean streams) {}
