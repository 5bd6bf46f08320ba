package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.MirrorSession;

/** A mirror session, ready to be asked. */
record Session(MirrorSession mirror, Filter filter, Counter counter) {
  /** The most that a session carries where its own length is not given (TM-8). */
  private static final int LONGEST = 8500;

  /**
   * What a gateway endpoint's 8,500 bytes leave of a frame beside outer IPv4, UDP and VXLAN: an
   * inner packet of 8,446 bytes as AWS states it, in its Ethernet frame (TM-9).
   */
  private static final int LONGEST_AT_ENDPOINT = 8446 + 14;

  /** What an interface's 9,001 bytes leave (TM-7). */
  private static final int LONGEST_AT_INTERFACE = 8947 + 14;

  /** Bytes of a frame that are mirrored. */
  int length(int frame) {
    int most =
        switch (mirror.targetKind()) {
          case NETWORK_INTERFACE -> LONGEST_AT_INTERFACE;
          case NETWORK_LOAD_BALANCER -> LONGEST;
          case GATEWAY_LOAD_BALANCER_ENDPOINT -> LONGEST_AT_ENDPOINT;
        };
    Integer wanted = mirror.packetLength();
    return Math.min(frame, wanted == null ? most : Math.min(wanted, most));
  }
}
