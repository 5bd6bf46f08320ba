package io.sluice.node.flow;

import io.sluice.packet.Tcp;
import java.lang.foreign.MemorySegment;

/**
 * What tshark 4.0 would say of each TCP segment: its heuristics, in its order, with its state kept
 * in the flow's row. Which of them to believe is another question; the product's own definitions
 * are in {@code io.sluice.node.flow.timing}.
 *
 * <p>Where tshark walks a list of unacknowledged segments, a count is kept instead, so that a
 * packet costs the same in a stream of any length: the list itself only tells acknowledgment times,
 * which are measured elsewhere, and whether it is full.
 *
 * <p>Two deviations. When an acknowledgment covers part of what is outstanding, as large a part of
 * the count is taken off; this matters only after 10,000 unacknowledged segments, where tshark no
 * longer counts a FIN's sequence number. Multipath TCP's options are not compared: a repeated
 * acknowledgment that differs in nothing else is a duplicate here.
 */
final class TcpRules {
  private static final int MOST_UNACKED = 10_000;
  private static final long FAST_RETRANSMISSION_NANOS = 20_000_000;
  private static final long REORDERING_NANOS = 3_000_000;

  private MemorySegment row = MemorySegment.NULL;
  private long at;
  private long forward;
  private long reverse;
  private int side;
  private int otherSide;
  private int next;
  private int lastAck;
  private boolean fresh;

  /** Whether a new stream begins with this SYN although the key is known. */
  static boolean opensAnother(MemorySegment row, long at, int direction, TcpSegment segment) {
    long hot = at + Row.hot(direction);
    return segment.isPlainSyn()
        && Side.has(Row.u16(row, hot + Row.SIDE), Side.BASE_KNOWN)
        && Row.i32(row, hot + Row.BASE) != segment.sequence();
  }

  /**
   * Judges one segment and remembers it.
   *
   * @return bits of {@link TcpVerdicts}
   */
  int judge(MemorySegment row, long at, int direction, TcpSegment segment, long nanos) {
    this.row = row;
    this.at = at;
    forward = at + Row.hot(direction);
    reverse = at + Row.hot(1 - direction);
    side = Row.u16(row, forward + Row.SIDE);
    otherSide = Row.u16(row, reverse + Row.SIDE);
    lastAck = Row.i32(row, forward + Row.LAST_ACK);
    int verdicts = bases(segment);
    next = Row.i32(row, forward + Row.NEXT);

    boolean probe =
        segment.length() == 1 && segment.sequence() == next && windowIs(reverse, otherSide, 0);
    verdicts |= probe ? TcpVerdicts.ZERO_WINDOW_PROBE : window(segment) | repeated(segment);
    if (segment.acknowledgment() != lastAck) {
      side = Side.withDuplicates(side, Side.NO_DUPLICATE);
    }
    verdicts |= unseen(segment);
    boolean counts = segment.length() > 0 || segment.has(Tcp.SYN | Tcp.FIN);
    if (counts && (verdicts & TcpVerdicts.KEEP_ALIVE) == 0) {
      verdicts |= again(segment, nanos);
    }
    remember(segment, verdicts, counts, nanos);
    if (segment.headerLength() >= Tcp.MIN_HEADER_LENGTH) {
      handshake(segment, nanos);
    }
    Row.put16(row, forward + Row.SIDE, side);
    Row.put16(row, reverse + Row.SIDE, otherSide);
    return verdicts;
  }

  /** Whether the segment judged last brought bytes that had not been seen before. */
  boolean fresh() {
    return fresh;
  }

  /** The first sequence number of each side, and a SYN that comes again. */
  private int bases(TcpSegment segment) {
    int verdicts = 0;
    int sequence = segment.sequence();
    if (!Side.has(side, Side.BASE_KNOWN)) {
      side |= Side.BASE_KNOWN;
      Row.put32(row, forward + Row.BASE, segment.isSyn() ? sequence : sequence - 1);
    } else if (segment.isSynAck() && Row.i32(row, forward + Row.BASE) != sequence) {
      verdicts = TcpVerdicts.REUSED_PORTS;
      Row.put32(row, forward + Row.BASE, sequence);
    } else if (segment.isPlainSyn()) {
      Row.put32(row, forward + Row.NEXT, Row.i32(row, forward + Row.CONTIGUOUS));
    }
    if (segment.has(Tcp.ACK) && !Side.has(otherSide, Side.BASE_KNOWN)) {
      otherSide |= Side.BASE_KNOWN;
      Row.put32(row, reverse + Row.BASE, segment.acknowledgment() - 1);
    }
    return verdicts;
  }

  /** Tests that look at windows and sequence numbers: 2 to 6 of the rules. */
  private int window(TcpSegment segment) {
    int verdicts = 0;
    boolean control = segment.isControl();
    if (segment.window() == 0 && !control) {
      verdicts |= TcpVerdicts.ZERO_WINDOW;
    }
    if (next != 0 && isAfter(segment.sequence(), next) && !segment.has(Tcp.RST)) {
      verdicts |= TcpVerdicts.LOST_SEGMENT;
    }
    if (segment.length() <= 1 && segment.sequence() == next - 1 && !control) {
      verdicts |= TcpVerdicts.KEEP_ALIVE;
    }
    if (segment.length() > 0 && !control && fillsWindow(segment)) {
      verdicts |= TcpVerdicts.WINDOW_FULL;
    }
    return verdicts;
  }

  private boolean fillsWindow(TcpSegment segment) {
    int scale = Side.scale(otherSide);
    if (scale == Side.SCALE_UNKNOWN) {
      return false;
    }
    boolean plain = scale == Side.SCALE_UNUSED || Side.has(otherSide, Side.FIRST_ACK_PENDING);
    int window = Side.has(otherSide, Side.WINDOW_KNOWN) ? Row.u16(row, reverse + Row.WINDOW) : -1;
    return segment.sequence() + segment.length()
        == Row.i32(row, reverse + Row.LAST_ACK) + (window << (plain ? 0 : scale - Side.SCALE_ZERO));
  }

  /** Tests for a bare acknowledgment that says nothing new but its window: 5, 7 and 8. */
  private int repeated(TcpSegment segment) {
    if (segment.length() != 0
        || segment.sequence() != next
        || segment.acknowledgment() != lastAck
        || segment.isControl()) {
      return 0;
    }
    boolean sameWindow = windowIs(forward, side, segment.window());
    if (segment.window() == 0) {
      return sameWindow && Side.has(otherSide, Side.LAST_WAS_PROBE)
          ? TcpVerdicts.ZERO_WINDOW_PROBE_ACK
          : 0;
    }
    if (!sameWindow) {
      return TcpVerdicts.WINDOW_UPDATE;
    }
    if (Side.has(otherSide, Side.LAST_WAS_KEEP_ALIVE)) {
      return TcpVerdicts.KEEP_ALIVE_ACK;
    }
    side = Side.withOneMoreDuplicate(side);
    return TcpVerdicts.DUPLICATE_ACK;
  }

  /** As tshark compares: of two numbers 2^31 apart each is after the other. */
  private static boolean isAfter(int sequence, int other) {
    return other - sequence < 0;
  }

  private boolean windowIs(long hot, int side, int window) {
    return Side.has(side, Side.WINDOW_KNOWN) && Row.u16(row, hot + Row.WINDOW) == window;
  }

  /** An acknowledgment of what was not seen: 10. */
  private int unseen(TcpSegment segment) {
    int contiguous = Row.i32(row, reverse + Row.CONTIGUOUS);
    if (!segment.has(Tcp.ACK)
        || contiguous == 0
        || !isAfter(segment.acknowledgment(), contiguous)) {
      return 0;
    }
    int theirNext = Row.i32(row, reverse + Row.NEXT);
    if (isAfter(theirNext, contiguous)) {
      Row.put32(row, reverse + Row.CONTIGUOUS, theirNext);
      return TcpVerdicts.ACK_LOST_SEGMENT;
    }
    boolean first = (otherSide & Side.DUPLICATES) == Side.NO_DUPLICATE;
    otherSide = Side.withDuplicates(otherSide, Side.GAP_ACKNOWLEDGED);
    return first ? TcpVerdicts.ACK_LOST_SEGMENT : 0;
  }

  /** Retransmissions and what came late: 11. */
  private int again(TcpSegment segment, long nanos) {
    int sequence = segment.sequence();
    int end = sequence + segment.length();
    int theirAck = Row.i32(row, reverse + Row.LAST_ACK);
    if (segment.length() > 0 && theirAck != 0 && end - theirAck <= 0) {
      return TcpVerdicts.RETRANSMISSION | TcpVerdicts.SPURIOUS_RETRANSMISSION;
    }
    boolean behind =
        next != 0 && isAfter(next, sequence) && !(segment.length() > 1 && sequence == next - 1);
    if (!behind) {
      return 0;
    }
    long sinceTheirs = nanos - Row.i64(row, reverse + Row.LAST);
    if ((otherSide & Side.DUPLICATES) >= Side.MORE_DUPLICATES
        && sequence == theirAck
        && sinceTheirs >= 0
        && sinceTheirs < FAST_RETRANSMISSION_NANOS) {
      return TcpVerdicts.RETRANSMISSION | TcpVerdicts.FAST_RETRANSMISSION;
    }
    long sinceNext = nanos - Row.i64(row, forward + Row.NEXT_TIME);
    int tail = segment.has(Tcp.SYN | Tcp.FIN) ? end + 1 : end;
    // Unsigned as in tshark, which takes a handshake's time before zero for a very long one
    return Long.compareUnsigned(sinceNext, reordering()) < 0 && tail != next
        ? TcpVerdicts.OUT_OF_ORDER
        : TcpVerdicts.RETRANSMISSION;
  }

  private long reordering() {
    return State.has(Row.u16(row, at + Row.STATE), State.INITIAL_KNOWN)
        ? Row.i64(row, at + Row.INITIAL)
        : REORDERING_NANOS;
  }

  /** The state that the next segment is judged by: 12 and 13. */
  private void remember(TcpSegment segment, int verdicts, boolean counts, long nanos) {
    int end = segment.sequence() + segment.length();
    boolean beyond = next == 0 || isAfter(end, next);
    int unacked = Row.u16(row, forward + Row.UNACKED);
    if (counts && unacked < MOST_UNACKED) {
      Row.put16(row, forward + Row.UNACKED, unacked + 1);
      end += segment.has(Tcp.SYN | Tcp.FIN) ? 1 : 0;
    }
    boolean probe = (verdicts & TcpVerdicts.ZERO_WINDOW_PROBE) != 0;
    fresh = segment.length() > 0 && (beyond || (verdicts & TcpVerdicts.OUT_OF_ORDER) != 0);
    if (!probe) {
      if (next == 0 || isAfter(end, next)) {
        next = end;
        Row.put32(row, forward + Row.NEXT, end);
        Row.put64(row, forward + Row.NEXT_TIME, nanos);
      }
      int contiguous = Row.i32(row, forward + Row.CONTIGUOUS);
      if (contiguous == 0 || segment.sequence() == contiguous) {
        Row.put32(row, forward + Row.CONTIGUOUS, next);
      }
    }
    acknowledged(segment.acknowledgment());
    Row.put16(row, forward + Row.WINDOW, segment.window());
    Row.put32(row, forward + Row.LAST_ACK, segment.acknowledgment());
    side &= ~(Side.LAST_WAS_KEEP_ALIVE | Side.LAST_WAS_PROBE);
    side |= Side.WINDOW_KNOWN | (probe ? Side.LAST_WAS_PROBE : 0);
    side |= (verdicts & TcpVerdicts.KEEP_ALIVE) != 0 ? Side.LAST_WAS_KEEP_ALIVE : 0;
  }

  private void acknowledged(int acknowledgment) {
    int unacked = Row.u16(row, reverse + Row.UNACKED);
    if (unacked == 0) {
      return;
    }
    int theirNext = Row.i32(row, reverse + Row.NEXT);
    int left = theirNext - acknowledgment;
    int before = theirNext - lastAck;
    if (left <= 0) {
      Row.put16(row, reverse + Row.UNACKED, 0);
    } else if (left < before) {
      Row.put16(row, reverse + Row.UNACKED, 1 + (int) ((long) (unacked - 1) * left / before));
    }
  }

  /** What the handshake settles: 14. */
  private void handshake(TcpSegment segment, long nanos) {
    time(row, at, segment, nanos);
    if (segment.isSyn()) {
      side |= Side.FIRST_ACK_PENDING;
      if (segment.scale() >= 0) {
        side = Side.withScale(side, Side.SCALE_ZERO + Math.min(segment.scale(), 29));
      } else {
        side = Side.withScale(side, Side.SCALE_UNUSED);
        otherSide = Side.withScale(otherSide, Side.SCALE_UNUSED);
      }
    } else if (segment.has(Tcp.ACK)) {
      side &= ~Side.FIRST_ACK_PENDING;
    }
  }

  /**
   * How long the handshake took: of a segment that cannot be judged, because its header is longer
   * than its packet, this is all that tshark remembers.
   */
  static void time(MemorySegment row, long at, TcpSegment segment, long nanos) {
    int state = Row.u16(row, at + Row.STATE);
    if (State.has(state, State.INITIAL_KNOWN)) {
      return;
    }
    if (segment.isPlainSyn()) {
      Row.put64(row, at + Row.INITIAL, nanos);
    } else if (!segment.isSyn() && segment.has(Tcp.ACK)) {
      long syn = Row.i64(row, at + Row.INITIAL);
      if (syn != 0 && nanos != syn) {
        Row.put64(row, at + Row.INITIAL, nanos - syn);
        Row.put16(row, at + Row.STATE, state | State.INITIAL_KNOWN);
      }
    }
  }
}
