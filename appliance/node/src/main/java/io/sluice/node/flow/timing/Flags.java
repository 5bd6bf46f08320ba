package io.sluice.node.flow.timing;

/** Bits of {@link Layout#FLAGS}. Where there is one for each direction, that of b follows a's. */
final class Flags {
  /** Who the client is comes from a SYN or SYN-ACK, not from the ports. */
  static final int ROLES_SEEN = 1;

  static final int CLIENT_IS_B = 1 << 1;
  static final int SYN = 1 << 2;

  /** More than one SYN came with the same number. */
  static final int SYN_AGAIN = 1 << 3;

  static final int SYN_ACK = 1 << 4;
  static final int SYN_ACK_AGAIN = 1 << 5;

  /** The client has acknowledged the SYN-ACK. */
  static final int COMPLETE = 1 << 6;

  /** Which SYN was answered is not known. */
  static final int SERVER_AMBIGUOUS = 1 << 7;

  /** Which SYN-ACK was answered is not known. */
  static final int CLIENT_AMBIGUOUS = 1 << 8;

  /** The packet that completed the handshake brought payload. */
  static final int DEFERRED = 1 << 9;

  /** The SYN was answered by a RST. */
  static final int REFUSED = 1 << 10;

  /**
   * A handshake is under way: {@link Layout#NEWEST} holds when the first SYN and the last SYN-ACK
   * went, the timed segment is the last SYN with its timestamp.
   */
  static final int SHAKING = 1 << 11;

  static final int SACK_A = 1 << 12;

  /** {@link Layout#NEXT} is known. */
  static final int NEXT_A = 1 << 14;

  /** The newest segment is to be timed by the acknowledgment of just that. */
  static final int NEWEST_A = 1 << 16;

  /** A segment is timed. */
  static final int PROBE = 1 << 18;

  static final int PROBE_OF_B = 1 << 19;

  /** It is timed by the echo of its timestamp. During a handshake: there were over two SYNs. */
  static final int PROBE_BY_ECHO = 1 << 20;

  /** Segments are being sent again. */
  static final int EPISODE_A = 1 << 21;

  /** The last new payload was the client's. */
  static final int REQUEST = 1 << 23;

  /** The last new payload was the server's. */
  static final int RESPONSE = 1 << 24;

  static final int REQUEST_AGAIN = 1 << 25;

  /** {@link Layout#GAP_OPEN} holds when the request was acknowledged. */
  static final int REQUEST_ACKNOWLEDGED = 1 << 26;

  /** Something was seen of b. */
  static final int SEEN_B = 1 << 27;

  static final int FIN_A = 1 << 28;

  /** It sent the first RST, and that before both had said FIN. */
  static final int RESET_A = 1 << 30;

  private static final int HANDSHAKE =
      SYN
          | SYN_AGAIN
          | SYN_ACK
          | SYN_ACK_AGAIN
          | COMPLETE
          | SERVER_AMBIGUOUS
          | CLIENT_AMBIGUOUS
          | DEFERRED
          | REFUSED
          | SHAKING;

  /** What is under way, in both directions. */
  static final int RUNNING = both(NEWEST_A) | PROBE | PROBE_OF_B | PROBE_BY_ECHO | both(EPISODE_A);

  /** What ends when the same ends open a new connection. */
  static final int CONNECTION =
      HANDSHAKE
          | RUNNING
          | CLIENT_IS_B
          | both(NEXT_A)
          | both(SACK_A)
          | REQUEST
          | RESPONSE
          | REQUEST_AGAIN
          | REQUEST_ACKNOWLEDGED
          | both(FIN_A)
          | both(RESET_A);

  private Flags() {}

  /** The flags of a and b. */
  static int both(int flagOfA) {
    return flagOfA | (flagOfA << 1);
  }
}
