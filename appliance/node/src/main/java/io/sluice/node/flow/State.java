package io.sluice.node.flow;

/** Bits of {@link Row#STATE}: what has been seen of a flow so far. */
final class State {
  static final int CLIENT_A = 1;
  static final int CLIENT_B = 1 << 1;

  /** The flow's last packet went from b to a. */
  static final int LAST_BA = 1 << 2;

  /** A SYN has been seen, and its time stands in {@link Row#HS_SERVER}. */
  static final int SYN_TIMED = 1 << 3;

  /** {@link Row#HS_SERVER} holds how long the server took. */
  static final int SERVER_KNOWN = 1 << 4;

  /** A SYN/ACK has been seen, and its time stands in {@link Row#HS_CLIENT}. */
  static final int SYN_ACK_TIMED = 1 << 5;

  /** {@link Row#HS_CLIENT} holds how long the client took. */
  static final int CLIENT_KNOWN = 1 << 6;

  /** {@link Row#INITIAL} holds how long the handshake took, and no longer a SYN's time. */
  static final int INITIAL_KNOWN = 1 << 7;

  static final int FIN_A = 1 << 8;
  static final int FIN_B = 1 << 9;
  static final int RESET = 1 << 10;

  private State() {}

  static boolean has(int state, int bits) {
    return (state & bits) != 0;
  }

  /** Whether both sides have said FIN, or one RST. */
  static boolean closed(int state) {
    return has(state, RESET) || (has(state, FIN_A) && has(state, FIN_B));
  }
}
