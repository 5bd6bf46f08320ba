package io.sluice.node.broker;

import java.util.Locale;

/** Why a copy that was meant for a target did not go to it. */
public enum ToolDrop {
  /** The tool's queue had no room: its sender is slower than the packets come. */
  QUEUE_FULL,
  /** The tool's rate is used up. */
  RATE_LIMIT,
  /** The target is down or its address unknown; of a group that balances, all targets are. */
  TARGET_DOWN,
  /** The kernel took no more: the socket's or the card's own queue is full. */
  SEND_QUEUE_FULL,
  /** The kernel refused to send it. */
  SEND_FAILED,
  /** Neither Ethernet nor IP, which no tunnel here carries. */
  NO_FRAME,
  /** A fault of ours; the log says which. */
  INTERNAL_ERROR,
  /** It was still queued when the tool was taken out of the config. */
  REMOVED;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Its name in metrics and status, e.g. {@code queue-full}. */
  public String label() {
    return label;
  }
}
