package io.sluice.node.flow.timing;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.TcpVerdicts;
import io.sluice.packet.Decoder;
import io.sluice.packet.Tcp;
import java.util.List;

/**
 * Keeps the {@link Flow#TIMING} section of rows. One worker's own; allocates nothing.
 *
 * <p>Handshakes are exact to 8 ns up to 268 ms, then to 4 in 10^9. The least and the greatest of
 * many durations are right to 1 in 4,096, sums to a few in 10^6 (0.5 % for a million of the same).
 * Counts of round trips, responses, ACK gaps, copies and segments sent again are exact up to 4,095,
 * then right to about 2 %; counts of episodes, clipped delays, requests sent again and of a
 * histogram's buckets up to 31, then to about 15 %. Percentiles are of buckets of a factor of two.
 * Round trips over 10 minutes and times that go back are not counted; others are told apart up to
 * 2.3 hours.
 */
public final class Timing {
  /** Such segments bring nothing new and are no loss. */
  private static final int PROBES = TcpVerdicts.KEEP_ALIVE | TcpVerdicts.ZERO_WINDOW_PROBE;

  private final Section section = new Section();
  private final Segment segment = new Segment();

  /**
   * A TCP segment of the flow, after it has been counted. One whose header was not captured whole,
   * or contradicts itself, is not measured.
   *
   * @param direction {@link Flow#AB} or {@link Flow#BA}
   * @param verdicts bits of {@link io.sluice.node.flow.TcpVerdicts}
   * @param nanos when it was captured, since 1970; may go back
   */
  public void segment(Flow flow, int direction, int verdicts, Decoder packet, long nanos) {
    if (!segment.read(packet, direction, nanos)) {
      return;
    }
    section.on(flow);
    if (Copies.isCopy(section, segment, packet)) {
      section.count(Layout.COPIES, segment.chance());
    } else {
      original(verdicts, packet);
    }
    section.close();
  }

  private void original(int verdicts, Decoder packet) {
    int direction = segment.direction;
    section.set(direction == Flow.BA ? Flags.SEEN_B : 0);
    if (segment.has(Tcp.RST)) {
      Handshake.reset(section, segment);
      return;
    }
    if ((verdicts & TcpVerdicts.RETRANSMISSION) != 0) {
      RoundTrips.resent(section, segment);
    }
    if (segment.has(Tcp.SYN)) {
      if (segment.has(Tcp.ACK)) {
        Handshake.synAck(section, segment);
      } else {
        Handshake.syn(section, segment, verdicts);
      }
      return;
    }
    if (!section.has(Flags.ROLES_SEEN)) {
      int ports = packet.sourcePort() - packet.destinationPort();
      section.client(ports < 0 ? 1 - direction : ports > 0 ? direction : Flow.AB);
    }
    window();
    if (!section.has(Flags.SHAKING) || Handshake.isOver(section, segment)) {
      established(verdicts);
    }
  }

  private void established(int verdicts) {
    if (segment.has(Tcp.ACK)) {
      RoundTrips.acknowledge(section, segment);
      Turns.acknowledged(section, segment);
    }
    if ((verdicts & PROBES) != 0 || segment.next() == segment.sequence) {
      return;
    }
    int direction = segment.direction;
    if (segment.has(Tcp.FIN)) {
      section.set(Flags.FIN_A, direction);
    }
    boolean known = section.has(Flags.NEXT_A, direction);
    if (known && segment.next() - section.next(direction) <= 0) {
      RoundTrips.again(section, segment, verdicts);
      Turns.again(section, segment);
    } else {
      if (segment.length > 0) {
        Turns.fresh(section, segment);
      }
      RoundTrips.fresh(section, segment);
    }
  }

  /** Keeps the smallest window, plus one. */
  private void window() {
    int at = Layout.WINDOW + 2 * segment.direction;
    int least = section.u16(at);
    int window = Math.min(segment.window + 1, 0xffff);
    if (least == 0 || window < least) {
      section.u16(at, window);
    }
  }

  /** What is told of a flow's times. */
  public static List<Column> columns() {
    return TimingColumns.ALL;
  }
}
