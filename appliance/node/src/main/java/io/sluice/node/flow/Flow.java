package io.sluice.node.flow;

import java.lang.foreign.MemorySegment;

/**
 * A cursor over one flow's row. Directions are {@link #AB} and {@link #BA}: a is the sender of the
 * flow's first packet.
 *
 * <p>A row is {@link #SIZE} bytes of plain memory without pointers, so that it may be copied out of
 * the table and read elsewhere through a cursor of one's own. Counts that are rare (flags,
 * verdicts) stay at 16,777,215 once they are there.
 */
public final class Flow {
  public static final int AB = 0;
  public static final int BA = 1;

  /** Key, counters and tshark's state and verdicts: this package's own. */
  public static final int CORE = 0;

  public static final int CORE_SIZE = 320;

  /** The section of {@code io.sluice.node.flow.timing}. */
  public static final int TIMING = CORE + CORE_SIZE;

  public static final int TIMING_SIZE = 128;

  /** The section of {@code io.sluice.node.flow.look}. */
  public static final int LOOK = TIMING + TIMING_SIZE;

  public static final int LOOK_SIZE = 64;

  /** Bytes of a row. A new flow's row is all zeroes before its first packet is counted. */
  public static final int SIZE = LOOK + LOOK_SIZE;

  private MemorySegment memory = MemorySegment.NULL;
  private long at;

  /** Moves the cursor. */
  public Flow on(MemorySegment rows, long offset) {
    memory = rows;
    at = offset;
    return this;
  }

  public MemorySegment memory() {
    return memory;
  }

  /** Where the row starts in {@link #memory()}. */
  public long at() {
    return at;
  }

  /** 4 or 6. */
  public int ipVersion() {
    return Row.u8(memory, at + Row.VERSION);
  }

  /** The transport protocol's number. */
  public int protocol() {
    return Row.u8(memory, at + Row.PROTOCOL);
  }

  /** The upper 64 bits of a's address; 0 for IPv4. */
  public long aHigh() {
    return Row.i64(memory, at + Row.A_HIGH);
  }

  /** The lower 64 bits of a's address; an IPv4 address stands in the lowest 32. */
  public long aLow() {
    return Row.i64(memory, at + Row.A_LOW);
  }

  public long bHigh() {
    return Row.i64(memory, at + Row.B_HIGH);
  }

  public long bLow() {
    return Row.i64(memory, at + Row.B_LOW);
  }

  /** 0 for protocols without ports. */
  public int aPort() {
    return Row.u16(memory, at + Row.A_PORT);
  }

  public int bPort() {
    return Row.u16(memory, at + Row.B_PORT);
  }

  /** The outermost VLAN's identifier in the first packet, or -1. */
  public int vlan() {
    return Row.u16(memory, at + Row.VLAN) - 1;
  }

  /** Network identifier of the innermost VXLAN or GENEVE tunnel in the first packet, or -1. */
  public int vni() {
    return Row.i32(memory, at + Row.VNI) - 1;
  }

  /** Counts flows of one table as they open, from 0; unsigned, and again 0 after 2^32 flows. */
  public int ordinal() {
    return Row.i32(memory, at + Row.ORDINAL);
  }

  /** Of the first packet: nanoseconds since 1970. */
  public long firstNanos() {
    return Row.i64(memory, at + Row.FIRST);
  }

  /** Of the last packet seen, which is not the latest one where capture times go back. */
  public long lastNanos() {
    return lastNanos(State.has(state(), State.LAST_BA) ? BA : AB);
  }

  /** Of the direction's last packet; 0 while there was none. */
  public long lastNanos(int direction) {
    return Row.i64(memory, at + Row.hot(direction) + Row.LAST);
  }

  public long packets(int direction) {
    return Row.i64(memory, at + Row.hot(direction) + Row.PACKETS) & Row.MASK_48;
  }

  /** Of whole frames on the wire. */
  public long bytes(int direction) {
    return Row.i64(memory, at + Row.hot(direction) + Row.BYTES) & Row.MASK_56;
  }

  /** Bytes above the transport header, on the wire, copies included. */
  public long payload(int direction) {
    return Row.i64(memory, at + Row.hot(direction) + Row.PAYLOAD) & Row.MASK_56;
  }

  /** SYNs without ACK. */
  public int syns(int direction) {
    return rare(direction, Row.SYN);
  }

  public int synAcks(int direction) {
    return rare(direction, Row.SYN_ACK);
  }

  public int fins(int direction) {
    return rare(direction, Row.FIN);
  }

  public int resets(int direction) {
    return rare(direction, Row.RST);
  }

  /**
   * How many segments were found to be of a kind.
   *
   * @param verdict one bit of {@link TcpVerdicts}
   */
  public int verdicts(int direction, int verdict) {
    return rare(direction, Row.VERDICTS + Integer.numberOfTrailingZeros(verdict) * Row.RARE_WIDTH);
  }

  /** The side that opened the flow by SYN or was sent a SYN/ACK: AB for a, BA for b, or -1. */
  public int client() {
    int state = state();
    if (State.has(state, State.CLIENT_A)) {
      return AB;
    }
    return State.has(state, State.CLIENT_B) ? BA : -1;
  }

  /** From the latest SYN to the first SYN/ACK, or -1 where not known. May be below 0: clocks. */
  public long serverHandshakeNanos() {
    return State.has(state(), State.SERVER_KNOWN) ? Row.i64(memory, at + Row.HS_SERVER) : -1;
  }

  /** From the first SYN/ACK to the client's next segment, or -1 where not known. */
  public long clientHandshakeNanos() {
    return State.has(state(), State.CLIENT_KNOWN) ? Row.i64(memory, at + Row.HS_CLIENT) : -1;
  }

  /** tshark's initial_rtt: from the latest SYN to the first ACK without SYN, or -1. */
  public long initialRttNanos() {
    return State.has(state(), State.INITIAL_KNOWN) ? Row.i64(memory, at + Row.INITIAL) : -1;
  }

  /** Whether packets went both ways. */
  public boolean isAnswered() {
    return packets(AB) != 0 && packets(BA) != 0;
  }

  /** Whether its handshake is complete, or, without TCP or without handshake, both have spoken. */
  public boolean isEstablished() {
    if (protocol() != FlowMeter.TCP) {
      return isAnswered();
    }
    return State.has(state(), State.CLIENT_KNOWN) || (payload(AB) != 0 && payload(BA) != 0);
  }

  /** Whether both sides have said FIN, or one RST. */
  public boolean isClosed() {
    return State.closed(state());
  }

  private int state() {
    return Row.u16(memory, at + Row.STATE);
  }

  private int rare(int direction, int which) {
    return Row.rare(memory, at + Row.rare(direction) + which);
  }
}
