package io.sluice.node.flow.timing;

/**
 * Requests and responses: a request is what the client sends while the server sends nothing, a
 * response what the server sends while the client sends nothing. Only new payload counts.
 *
 * <p>Where the client sends again before the response is whole (pipelining, HTTP/2, TLS records)
 * this counts turns of speaking, not transactions. What a server says before any request is part of
 * no response time.
 */
final class Turns {
  private Turns() {}

  /** New payload; {@link Section#newest} is still that before it. */
  static void fresh(Section section, Segment segment) {
    if (segment.direction == section.client()) {
      request(section, segment);
    } else {
      response(section, segment);
    }
  }

  private static void request(Section section, Segment segment) {
    int client = segment.direction;
    if (section.has(Flags.REQUEST)) {
      add(section, segment, Layout.REQUESTING, section.newest(client));
      section.clear(Flags.REQUEST_ACKNOWLEDGED);
      return;
    }
    if (section.has(Flags.RESPONSE)) {
      long idle = Clock.between(section.newest(1 - client), segment.tick);
      long network = Math.max(0, RoundTrips.baseline(section, 1 - client));
      section.addTo(Layout.THINKING, Math.max(0, idle - network), segment.chance() >>> 4);
    }
    section.clear(Flags.RESPONSE | Flags.REQUEST_AGAIN | Flags.REQUEST_ACKNOWLEDGED);
    section.set(Flags.REQUEST);
  }

  private static void response(Section section, Segment segment) {
    if (section.has(Flags.RESPONSE)) {
      add(section, segment, Layout.RESPONDING, section.newest(segment.direction));
      return;
    }
    if (section.has(Flags.REQUEST)) {
      long nanos = Clock.between(section.newest(1 - segment.direction), segment.tick);
      if (nanos >= 0) {
        responded(section, segment, nanos);
      }
    }
    section.clear(Flags.REQUEST);
    section.set(Flags.RESPONSE);
  }

  private static void responded(Section section, Segment segment, long nanos) {
    long chance = segment.chance();
    Samples.RESPONSES.add(section.memory(), section.at(Layout.RESPONSES), nanos, chance);
    long network = RoundTrips.baseline(section, section.client());
    if (network >= 0 && nanos >= network) {
      section.addTo(Layout.APPLICATION, nanos - network, chance >>> 6);
    } else if (network >= 0) {
      section.countRare(Layout.CLIPPED, chance >>> 10);
    }
    if (section.has(Flags.REQUEST_ACKNOWLEDGED)) {
      section.count(Layout.GAPS, chance >>> 12);
      section.addTo(
          Layout.GAP_SUM, Math.max(0, nanos - section.rough(Layout.GAP_OPEN)), chance >>> 14);
    }
    if (section.has(Flags.REQUEST_AGAIN)) {
      section.countRare(Layout.RESENT_REQUESTS, chance >>> 18);
    }
  }

  private static void add(Section section, Segment segment, int sum, long since) {
    long nanos = Clock.between(since, segment.tick);
    if (nanos > 0) {
      section.addTo(sum, nanos, segment.chance() >>> 4);
    }
  }

  /** The first ACK without payload that covers the whole request opens the gap to the response. */
  static void acknowledged(Section section, Segment segment) {
    int client = 1 - segment.direction;
    if (section.has(Flags.REQUEST)
        && !section.has(Flags.REQUEST_ACKNOWLEDGED)
        && section.client() == client
        && RoundTrips.isPureAck(segment)
        && segment.acknowledgment == section.next(client)) {
      long nanos = Clock.between(section.newest(client), segment.tick);
      if (nanos >= 0) {
        section.rough(Layout.GAP_OPEN, nanos);
        section.set(Flags.REQUEST_ACKNOWLEDGED);
      }
    }
  }

  static void again(Section section, Segment segment) {
    if (section.has(Flags.REQUEST) && segment.length > 0 && segment.direction == section.client()) {
      section.set(Flags.REQUEST_AGAIN);
    }
  }
}
