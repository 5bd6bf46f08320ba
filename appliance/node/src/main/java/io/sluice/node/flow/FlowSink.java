package io.sluice.node.flow;

/** Takes flow records as they leave the table. */
@FunctionalInterface
public interface FlowSink {
  /**
   * Called by the worker, between packets: must neither block nor keep {@code flow}, whose row it
   * may copy.
   */
  void accept(Flow flow, FlowEnd end);
}
