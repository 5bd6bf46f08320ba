package io.sluice.node.flow.timing;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.TcpVerdicts;
import io.sluice.packet.Tcp;
import io.sluice.packet.TcpOptions;

/**
 * The three packets that open a connection.
 *
 * <p>Server round trip: from the SYN to the SYN-ACK that answers it. Of several SYNs with one
 * number the echo of the SYN-ACK's timestamp tells which one that is, when it names the last, or
 * when there were two and it does not; otherwise the round trip is ambiguous, and not told. (tshark
 * always takes the last SYN.)
 *
 * <p>Client round trip: from the last SYN-ACK to the first packet of the client that acknowledges
 * it; ambiguous and not told when there was more than one SYN-ACK. If that packet brings payload
 * the client has held its ACK back until it had something to say: the time stands, but is flagged.
 */
final class Handshake {
  /**
   * Bytes that a SYN may bring with it (TCP Fast Open), so that its answer may acknowledge them.
   */
  private static final int LONGEST_EARLY_DATA = 65_535;

  private static final int MOST_SCALE = 14;
  private static final int MASK_24 = (1 << 24) - 1;

  private Handshake() {}

  static void syn(Section section, Segment segment, int verdicts) {
    int client = segment.direction;
    boolean shaking = section.has(Flags.SHAKING);
    if (shaking && section.client() != client) {
      // Both sides open: no one answers anyone
      section.set(Flags.SERVER_AMBIGUOUS | Flags.CLIENT_AMBIGUOUS);
    } else if (shaking && section.next(client) == segment.sequence + 1) {
      synAgain(section, segment);
    } else if (!section.has(Flags.SYN) || (verdicts & TcpVerdicts.REUSED_PORTS) != 0 || shaking) {
      open(section, client);
      section.set(Flags.SYN);
      section.next(client, segment.sequence + 1);
      section.newest(client, segment.tick);
      section.probe(segment.options().timestampValue(), segment.tick);
      options(section, segment);
    }
  }

  private static void synAgain(Section section, Segment segment) {
    if (!section.has(Flags.SYN)) {
      // The capture has its answer first
      section.set(Flags.SYN | Flags.SERVER_AMBIGUOUS);
      options(section, segment);
      return;
    }
    if (section.has(Flags.SYN_AGAIN)) {
      section.set(Flags.PROBE_BY_ECHO);
    }
    section.set(Flags.SYN_AGAIN);
    int timestamp = segment.options().timestampValue();
    if (!section.has(Flags.SYN_ACK)) {
      if (!segment.options().hasTimestamps() || (timestamp & MASK_24) == section.probeNumber()) {
        section.set(Flags.SERVER_AMBIGUOUS);
      }
      section.probe(timestamp, segment.tick);
    }
  }

  static void synAck(Section section, Segment segment) {
    int server = segment.direction;
    int client = 1 - server;
    if (!section.has(Flags.SHAKING)) {
      if (!section.has(Flags.ROLES_SEEN)) {
        open(section, client);
        section.next(client, segment.acknowledgment);
        firstSynAck(section, segment);
      }
    } else if (section.client() != client) {
      section.set(Flags.SERVER_AMBIGUOUS | Flags.CLIENT_AMBIGUOUS);
    } else if (section.has(Flags.SYN_ACK)) {
      section.set(Flags.SYN_ACK_AGAIN | Flags.CLIENT_AMBIGUOUS);
      section.next(server, segment.sequence + 1);
      section.newest(server, segment.tick);
    } else {
      int early = segment.acknowledgment - section.next(client);
      if (early >= 0 && early <= LONGEST_EARLY_DATA) {
        section.next(client, segment.acknowledgment);
        answered(section, segment, client);
        firstSynAck(section, segment);
      }
    }
  }

  /** Finds out how long the server took. */
  private static void answered(Section section, Segment segment, int client) {
    long nanos = Clock.roundTrip(section.newest(client), segment.tick);
    if (section.has(Flags.SYN_AGAIN)) {
      TcpOptions options = segment.options();
      boolean last =
          options.hasTimestamps() && (options.timestampEcho() & MASK_24) == section.probeNumber();
      if (last) {
        nanos = Clock.roundTrip(section.probeTime(), segment.tick);
      } else if (options.timestampEcho() == 0 || section.has(Flags.PROBE_BY_ECHO)) {
        section.set(Flags.SERVER_AMBIGUOUS);
      }
    }
    if (nanos < 0) {
      section.set(Flags.SERVER_AMBIGUOUS);
    }
    section.serverHandshake(nanos);
  }

  private static void firstSynAck(Section section, Segment segment) {
    section.set(Flags.SYN_ACK);
    section.next(segment.direction, segment.sequence + 1);
    section.newest(segment.direction, segment.tick);
    options(section, segment);
  }

  /** Forgets the connection before, if any, but not what was counted of it. */
  private static void open(Section section, int client) {
    section.clear(Flags.CONNECTION);
    section.set(Flags.ROLES_SEEN | Flags.SHAKING);
    section.client(client);
    section.serverHandshake(0);
    section.clientHandshake(0);
  }

  private static void options(Section section, Segment segment) {
    TcpOptions options = segment.options();
    int direction = segment.direction;
    section.u16(Layout.SEGMENT_SIZE + 2 * direction, Math.max(0, options.maximumSegmentSize()));
    int scale = Math.min(options.windowScale(), MOST_SCALE) + 1;
    int shift = 4 * direction;
    section.u8(Layout.SCALES, (section.u8(Layout.SCALES) & ~(15 << shift)) | (scale << shift));
    if (options.sackPermitted()) {
      section.set(Flags.SACK_A, direction);
    }
  }

  /**
   * A segment without SYN or RST while the handshake is under way.
   *
   * @return whether it is over now
   */
  static boolean isOver(Section section, Segment segment) {
    int client = section.client();
    boolean answered = section.has(Flags.SYN_ACK);
    if (segment.direction != client) {
      // Payload says that the rest of the handshake was not captured; what else a server may say
      // before it, e.g. a challenge ACK, says nothing
      return segment.length > 0 && over(section);
    }
    if (answered) {
      if (!segment.has(Tcp.ACK) || segment.acknowledgment - section.next(1 - client) < 0) {
        return false;
      }
      acknowledged(section, segment, 1 - client);
    }
    return over(section);
  }

  private static void acknowledged(Section section, Segment segment, int server) {
    long nanos = Clock.roundTrip(section.newest(server), segment.tick);
    section.set(Flags.COMPLETE | (nanos < 0 ? Flags.CLIENT_AMBIGUOUS : 0));
    section.set(segment.length > 0 ? Flags.DEFERRED : 0);
    section.clientHandshake(nanos);
  }

  private static boolean over(Section section) {
    section.clear(Flags.SHAKING | Flags.RUNNING);
    return true;
  }

  static void reset(Section section, Segment segment) {
    if (section.has(Flags.SHAKING)
        && section.has(Flags.SYN)
        && !section.has(Flags.SYN_ACK)
        && section.client() != segment.direction) {
      section.set(Flags.REFUSED);
    }
    boolean closed = section.has(Flags.FIN_A, Flow.AB) && section.has(Flags.FIN_A, Flow.BA);
    if (!closed && !section.has(Flags.both(Flags.RESET_A))) {
      section.set(Flags.RESET_A, segment.direction);
    }
  }

  /** In nanoseconds; -1 where it is not known or ambiguous. */
  static long server(Section section) {
    boolean known =
        section.has(Flags.SYN)
            && section.has(Flags.SYN_ACK)
            && !section.has(Flags.SERVER_AMBIGUOUS);
    return known ? section.serverHandshake() : -1;
  }

  /** In nanoseconds; -1 where it is not known or ambiguous. */
  static long client(Section section) {
    boolean known =
        section.has(Flags.SYN_ACK)
            && section.has(Flags.COMPLETE)
            && !section.has(Flags.CLIENT_AMBIGUOUS);
    return known ? section.clientHandshake() : -1;
  }
}
