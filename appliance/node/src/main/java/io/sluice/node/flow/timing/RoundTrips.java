package io.sluice.node.flow.timing;

import io.sluice.node.flow.TcpVerdicts;
import io.sluice.packet.Tcp;
import io.sluice.packet.TcpOptions;

/**
 * Round trips of data: from a segment to the first acknowledgment of just its end.
 *
 * <p>Only of new data that was sent once (P. Karn, C. Partridge, 1987), and only where nothing of
 * its direction was sent again meanwhile. An acknowledgment of more than one segment is matched to
 * the newest of them. Two segments of each flow are timed at a time: the newest of each direction,
 * and one before it. So a flow with much in flight gives about one sample for each round trip, and
 * one that sends and waits gives one for each segment.
 *
 * <p>Of a segment that was sent again the echo of its timestamp gives a round trip (RFC 7323), when
 * that timestamp is surely new: {@link #TIMESTAMP_TICK} after the newest data.
 */
final class RoundTrips {
  /** Timestamps tick at least this often (RFC 7323 section 5.4 has 1 s; all in use have this). */
  static final long TIMESTAMP_TICK = 10_000_000;

  /** Numbers of timed segments are kept in 24 bits. */
  private static final int MOST_IN_FLIGHT = 1 << 23;

  private RoundTrips() {}

  /** What the segment acknowledges. */
  static void acknowledge(Section section, Segment segment) {
    int sender = 1 - segment.direction;
    if (!section.has(Flags.NEXT_A, sender)) {
      return;
    }
    int ahead = segment.acknowledgment - section.next(sender);
    boolean probe = isProbed(section, sender);
    if (probe && section.has(Flags.PROBE_BY_ECHO)) {
      echo(section, segment, sender);
    } else if (probe) {
      matched(section, segment, sender, ahead);
    }
    if (ahead >= 0) {
      if (ahead == 0 && section.has(Flags.NEWEST_A, sender)) {
        sample(section, segment, sender, section.newest(sender));
      }
      section.clear(Flags.NEWEST_A, sender);
      section.clear(Flags.EPISODE_A, sender);
    }
  }

  private static boolean isProbed(Section section, int direction) {
    return section.has(Flags.PROBE) && section.has(Flags.PROBE_OF_B) == (direction == 1);
  }

  private static void echo(Section section, Segment segment, int sender) {
    TcpOptions options = segment.options();
    int past = past(options.timestampEcho(), section.probeNumber());
    if (options.hasTimestamps() && past >= 0) {
      if (past == 0) {
        sample(section, segment, sender, section.probeTime());
      }
      section.clear(Flags.PROBE | Flags.PROBE_BY_ECHO);
    }
  }

  private static void matched(Section section, Segment segment, int sender, int ahead) {
    int past = past(segment.acknowledgment, section.probeNumber());
    if (past < 0 && ahead < 0 && ahead > -MOST_IN_FLIGHT) {
      return;
    }
    section.clear(Flags.PROBE);
    if (past == 0 && (ahead < 0 || !section.has(Flags.NEWEST_A, sender))) {
      sample(section, segment, sender, section.probeTime());
    }
    if (ahead < 0 && ahead > -MOST_IN_FLIGHT) {
      section.clear(Flags.EPISODE_A, sender);
      if (section.has(Flags.NEWEST_A, sender)) {
        probe(section, sender, section.next(sender), section.newest(sender));
      }
    }
  }

  private static int past(int number, int kept) {
    return (number - kept) << 8 >> 8;
  }

  private static void sample(Section section, Segment segment, int sender, long sent) {
    long nanos = Clock.roundTrip(sent, segment.tick);
    if (nanos >= 0) {
      Samples.ROUND_TRIPS.add(
          section.memory(), section.roundTrips(sender), nanos, segment.chance());
    }
  }

  private static void probe(Section section, int direction, int number, long tick) {
    section.clear(Flags.PROBE_OF_B | Flags.PROBE_BY_ECHO);
    section.set(Flags.PROBE | (direction == 1 ? Flags.PROBE_OF_B : 0));
    section.probe(number, tick);
  }

  /** New payload, or the first FIN; not yet counted as the newest. */
  static void fresh(Section section, Segment segment) {
    int direction = segment.direction;
    boolean whole =
        !section.has(Flags.NEXT_A, direction) || segment.sequence - section.next(direction) >= 0;
    if (!whole) {
      stale(section, direction);
    }
    if (isProbed(section, direction)
        && section.has(Flags.PROBE_BY_ECHO)
        && past(segment.options().timestampValue(), section.probeNumber()) == 0) {
      // An echo could be of this one, too
      section.clear(Flags.PROBE | Flags.PROBE_BY_ECHO);
    }
    if (segment.length == 0) {
      // The time of the newest segment is that of payload
      boolean newest = section.has(Flags.NEWEST_A, direction);
      if (!section.has(Flags.PROBE)) {
        if (newest) {
          probe(section, direction, section.next(direction), section.newest(direction));
        } else if (whole) {
          probe(section, direction, segment.next(), segment.tick);
        }
      }
      section.clear(Flags.NEWEST_A, direction);
    } else {
      section.newest(direction, segment.tick);
      section.clear(Flags.NEWEST_A, direction);
      section.set(whole ? Flags.NEWEST_A << direction : 0);
      if (whole && !section.has(Flags.PROBE)) {
        probe(section, direction, segment.next(), segment.tick);
      }
    }
    section.next(direction, segment.next());
  }

  /** Of what is timed in this direction nothing can be told apart any more. */
  static void stale(Section section, int direction) {
    section.clear(Flags.NEWEST_A, direction);
    if (isProbed(section, direction) && !section.has(Flags.PROBE_BY_ECHO)) {
      section.clear(Flags.PROBE);
    }
  }

  /** Old data once more. */
  static void again(Section section, Segment segment, int verdicts) {
    int direction = segment.direction;
    stale(section, direction);
    if ((verdicts & TcpVerdicts.RETRANSMISSION) != 0
        && segment.length > 0
        && !section.has(Flags.PROBE)
        && segment.options().hasTimestamps()
        && Clock.between(section.newest(direction), segment.tick) >= TIMESTAMP_TICK) {
      probe(section, direction, segment.options().timestampValue(), segment.tick);
      section.set(Flags.PROBE_BY_ECHO);
    }
  }

  /** Counts a segment that was sent again, and the first of an episode. */
  static void resent(Section section, Segment segment) {
    int direction = segment.direction;
    section.count(Layout.RESENT + 2 * direction, segment.chance() >>> 16);
    if (!section.has(Flags.EPISODE_A, direction)) {
      section.set(Flags.EPISODE_A, direction);
      section.countRare(Layout.EPISODES + direction, segment.chance() >>> 32);
    }
  }

  /**
   * What a packet takes between here and the receiver of this direction and back: of the handshake,
   * or else the shortest of data; -1 where neither is known.
   */
  static long baseline(Section section, int direction) {
    boolean toServer = direction == section.client();
    long handshake = toServer ? Handshake.server(section) : Handshake.client(section);
    boolean held = !toServer && section.has(Flags.DEFERRED);
    return handshake >= 0 && !held
        ? handshake
        : Samples.ROUND_TRIPS.least(section.memory(), section.roundTrips(direction));
  }

  static boolean isPureAck(Segment segment) {
    return segment.length == 0 && segment.has(Tcp.ACK) && !segment.has(Tcp.SYN | Tcp.FIN | Tcp.RST);
  }
}
