package io.sluice.node.flow;

import io.sluice.packet.Decoder;

/** Measures every flow that one worker sees. */
public final class FlowMeter implements AutoCloseable {

  /**
   * @param sink told of flows as they end, and of those that go on every interval
   */
  public FlowMeter(FlowSettings settings, FlowSink sink) {}

  /**
   * Counts one packet to its flow, which may be a new one.
   *
   * @param nanos when it was captured, since 1970; may go back
   */
  public void packet(Decoder packet, long nanos) {}

  /** To be called often, also without packets: a bounded part of the timeouts' work. */
  public void tick(long nanos) {}

  /** Tells the sink of every flow that is left, in the order of their first packets. */
  public void flush() {}

  @Override
  public void close() {}
}
