package io.sluice.node.flow;

import java.util.List;

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

  /**
   * What one of the bits is called and means.
   *
   * @param name of tshark's field {@code tcp.analysis.NAME}
   */
  public record Meaning(int bit, String name, String meaning) {}

  /** In the order of their bits. */
  public static final List<Meaning> MEANINGS =
      List.of(
          new Meaning(
              RETRANSMISSION,
              "retransmission",
              "Segments sent again, fast and spurious ones included"),
          new Meaning(
              FAST_RETRANSMISSION,
              "fast_retransmission",
              "Segments sent again right after duplicate acknowledgments"),
          new Meaning(
              SPURIOUS_RETRANSMISSION,
              "spurious_retransmission",
              "Segments sent again although they had been acknowledged"),
          new Meaning(OUT_OF_ORDER, "out_of_order", "Segments that came behind later ones"),
          new Meaning(
              DUPLICATE_ACK, "duplicate_ack", "Bare acknowledgments equal to the one before"),
          new Meaning(LOST_SEGMENT, "lost_segment", "Gaps before a segment"),
          new Meaning(ACK_LOST_SEGMENT, "ack_lost_segment", "Acknowledgments of what was not seen"),
          new Meaning(ZERO_WINDOW, "zero_window", "Segments that close the window"),
          new Meaning(
              ZERO_WINDOW_PROBE, "zero_window_probe", "Single bytes sent against a closed window"),
          new Meaning(
              ZERO_WINDOW_PROBE_ACK,
              "zero_window_probe_ack",
              "Answers that the window is still closed"),
          new Meaning(WINDOW_FULL, "window_full", "Segments that fill the receiver's window"),
          new Meaning(WINDOW_UPDATE, "window_update", "Bare acknowledgments with another window"),
          new Meaning(KEEP_ALIVE, "keep_alive", "Keep-alives"),
          new Meaning(KEEP_ALIVE_ACK, "keep_alive_ack", "Answers to keep-alives"),
          new Meaning(
              REUSED_PORTS,
              "reused_ports",
              "SYNs, or SYN/ACKs, with another sequence number on known ports"));

  private TcpVerdicts() {}
}
