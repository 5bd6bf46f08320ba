package io.sluice.node.flow;

/**
 * What one TCP segment was found to be, as bits: tshark 4.0's analysis flags by its own names. A
 * segment may be several things.
 */
public final class TcpVerdicts {
  /** Stands for fast and spurious ones, too. */
  public static final int RETRANSMISSION = 1;

  public static final int FAST_RETRANSMISSION = 1 << 1;
  public static final int SPURIOUS_RETRANSMISSION = 1 << 2;
  public static final int OUT_OF_ORDER = 1 << 3;
  public static final int DUPLICATE_ACK = 1 << 4;
  public static final int LOST_SEGMENT = 1 << 5;
  public static final int ACK_LOST_SEGMENT = 1 << 6;
  public static final int ZERO_WINDOW = 1 << 7;
  public static final int ZERO_WINDOW_PROBE = 1 << 8;
  public static final int ZERO_WINDOW_PROBE_ACK = 1 << 9;
  public static final int WINDOW_FULL = 1 << 10;
  public static final int WINDOW_UPDATE = 1 << 11;
  public static final int KEEP_ALIVE = 1 << 12;
  public static final int KEEP_ALIVE_ACK = 1 << 13;
  public static final int REUSED_PORTS = 1 << 14;

  private TcpVerdicts() {}
}
