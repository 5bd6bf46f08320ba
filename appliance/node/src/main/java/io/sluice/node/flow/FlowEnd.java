package io.sluice.node.flow;

/** Why a flow's record left the table's owner. */
public enum FlowEnd {
  /** It goes on; this is what is known of it after another interval. */
  INTERVAL,
  /** Both sides have said FIN, or one RST, and nothing followed. */
  CLOSED,
  /** No packet for the idle timeout. */
  IDLE,
  /** Room was needed for another flow. */
  EVICTED,
  /** The worker stops, or the file is at its end. */
  FLUSHED
}
