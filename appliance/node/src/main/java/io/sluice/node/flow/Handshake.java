package io.sluice.node.flow;

import io.sluice.packet.Tcp;
import java.lang.foreign.MemorySegment;

/**
 * Who is the client, and how the handshake's time splits at the place of capture, in the terms of
 * the truth that the analysis is compared with: the client has sent the first SYN, or else was sent
 * the first SYN/ACK. The server's part ends with its first SYN/ACK and begins with the latest SYN
 * before; the client's part begins with that SYN/ACK and ends with the client's next segment with
 * ACK and neither SYN nor RST. Ambiguous ones are not marked here but in {@code
 * io.sluice.node.flow.timing}.
 */
final class Handshake {
  private Handshake() {}

  static void segment(MemorySegment row, long at, int direction, TcpSegment segment, long nanos) {
    int before = Row.u16(row, at + Row.STATE);
    int state = before | closing(direction, segment);
    if (!State.has(state, State.CLIENT_KNOWN)) {
      state = opening(row, at, direction, segment, nanos, state);
    }
    if (state != before) {
      Row.put16(row, at + Row.STATE, state);
    }
  }

  private static int closing(int direction, TcpSegment segment) {
    int fin = direction == Flow.AB ? State.FIN_A : State.FIN_B;
    return (segment.has(Tcp.FIN) ? fin : 0) | (segment.has(Tcp.RST) ? State.RESET : 0);
  }

  private static int opening(
      MemorySegment row, long at, int direction, TcpSegment segment, long nanos, int before) {
    int sender = direction == Flow.AB ? State.CLIENT_A : State.CLIENT_B;
    int receiver = direction == Flow.AB ? State.CLIENT_B : State.CLIENT_A;
    int state = before;
    boolean unknown = !State.has(state, State.CLIENT_A | State.CLIENT_B);
    if (segment.isPlainSyn()) {
      state |= unknown ? sender : 0;
      if (!State.has(state, State.SYN_ACK_TIMED)) {
        Row.put64(row, at + Row.HS_SERVER, nanos);
        state |= State.SYN_TIMED;
      }
    } else if (segment.isSynAck()) {
      state |= unknown ? receiver : 0;
      if (State.has(state, receiver) && !State.has(state, State.SYN_ACK_TIMED)) {
        Row.put64(row, at + Row.HS_CLIENT, nanos);
        state |= State.SYN_ACK_TIMED;
        if (State.has(state, State.SYN_TIMED)) {
          Row.put64(row, at + Row.HS_SERVER, nanos - Row.i64(row, at + Row.HS_SERVER));
          state |= State.SERVER_KNOWN;
        }
      }
    } else if (segment.has(Tcp.ACK)
        && !segment.has(Tcp.RST)
        && State.has(state, sender)
        && State.has(state, State.SYN_ACK_TIMED)) {
      Row.put64(row, at + Row.HS_CLIENT, nanos - Row.i64(row, at + Row.HS_CLIENT));
      state |= State.CLIENT_KNOWN;
    }
    return state;
  }
}
