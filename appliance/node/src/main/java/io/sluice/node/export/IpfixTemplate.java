package io.sluice.node.export;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a flow's record looks as IPFIX: a biflow (RFC 5103), source being a. Information elements are
 * IANA's own; those of b's direction carry RFC 5103's reverse enterprise number.
 *
 * <p>Times are told twice, because nfdump 1.7 knows milliseconds only. Counts are deltas since the
 * flow's record before, as collectors add them up, and totals since its beginning. Of {@code
 * tcpControlBits} SYN, ACK, FIN and RST are told; PSH, URG and those of ECN are not kept and never
 * set. Round trips, retransmissions and the like have no element of IANA's, and others' enterprise
 * elements are not ours to use: they are in the store and the lake.
 *
 * @see <a href="https://www.iana.org/assignments/ipfix/ipfix.xhtml">IANA's information elements</a>
 */
final class IpfixTemplate {
  /** RFC 5103 section 6.1. */
  private static final int REVERSE = 29_305;

  private static final int ENTERPRISE = 1 << 15;
  private static final int TCP = 6;

  /** layer2SegmentId's type, in its highest byte: VXLAN network identifier (RFC 7133). */
  private static final long VXLAN = 1L << 56;

  private static final int FIN = 1;
  private static final int SYN = 1 << 1;
  private static final int RST = 1 << 2;
  private static final int ACK = 1 << 4;

  /** From 1900, which NTP counts from, to 1970. */
  private static final long NTP_EPOCH = 2_208_988_800L;

  private static final long SECOND = 1_000_000_000L;

  /**
   * @param enterprise 0 for IANA's own
   */
  record Element(int id, int length, int enterprise) {
    Element(int id, int length) {
      this(id, length, 0);
    }

    Element reverse() {
      return new Element(id, length, REVERSE);
    }
  }

  private final int id;
  private final int version;
  private final boolean tcp;
  private final List<Element> elements;
  private final int length;

  private static final IpfixTemplate IPV4 = new IpfixTemplate(256, 4, false);
  private static final IpfixTemplate IPV4_TCP = new IpfixTemplate(257, 4, true);
  private static final IpfixTemplate IPV6 = new IpfixTemplate(258, 6, false);
  private static final IpfixTemplate IPV6_TCP = new IpfixTemplate(259, 6, true);

  /** All that there are. */
  static final List<IpfixTemplate> ALL = List.of(IPV4, IPV4_TCP, IPV6, IPV6_TCP);

  private IpfixTemplate(int id, int version, boolean tcp) {
    this.id = id;
    this.version = version;
    this.tcp = tcp;
    this.elements = elements(version, tcp);
    this.length = elements.stream().mapToInt(Element::length).sum();
  }

  private static List<Element> elements(int version, boolean tcp) {
    Element octets = new Element(1, 8);
    Element packets = new Element(2, 8);
    Element octetTotal = new Element(85, 8);
    Element packetTotal = new Element(86, 8);
    Element flags = new Element(6, 2);
    Stream<Element> key =
        version == 4
            ? Stream.of(new Element(8, 4), new Element(12, 4))
            : Stream.of(new Element(27, 16), new Element(28, 16));
    Stream<Element> all =
        Stream.of(
            new Element(7, 2), // sourceTransportPort
            new Element(11, 2), // destinationTransportPort
            new Element(4, 1), // protocolIdentifier
            new Element(239, 1), // biflowDirection
            new Element(136, 1), // flowEndReason
            new Element(58, 2), // vlanId
            new Element(351, 8), // layer2SegmentId
            new Element(148, 8), // flowId
            new Element(152, 8), // flowStartMilliseconds
            new Element(153, 8), // flowEndMilliseconds
            new Element(156, 8), // flowStartNanoseconds
            new Element(157, 8), // flowEndNanoseconds
            octetTotal,
            packetTotal,
            octetTotal.reverse(),
            packetTotal.reverse(),
            octets,
            packets,
            octets.reverse(),
            packets.reverse());
    Stream<Element> more = tcp ? Stream.of(flags, flags.reverse()) : Stream.of();
    return Stream.of(key, all, more).flatMap(each -> each).toList();
  }

  /** The one for this flow. */
  static IpfixTemplate of(Flow flow) {
    boolean tcp = flow.protocol() == TCP;
    if (flow.ipVersion() == 4) {
      return tcp ? IPV4_TCP : IPV4;
    }
    return tcp ? IPV6_TCP : IPV6;
  }

  /** Template and set id. */
  int id() {
    return id;
  }

  List<Element> elements() {
    return elements;
  }

  /** Bytes of a data record. */
  int length() {
    return length;
  }

  /** Bytes of the template's record (RFC 7011 section 3.4.1). */
  int templateLength() {
    return 4 + elements.stream().mapToInt(element -> element.enterprise() == 0 ? 4 : 8).sum();
  }

  void writeTemplate(ByteBuffer to) {
    to.putShort((short) id).putShort((short) elements.size());
    for (Element element : elements) {
      boolean own = element.enterprise() != 0;
      to.putShort((short) (element.id() | (own ? ENTERPRISE : 0)));
      to.putShort((short) element.length());
      if (own) {
        to.putInt(element.enterprise());
      }
    }
  }

  /** Writes {@link #length()} bytes. */
  void write(ByteBuffer to, Told told) {
    Flow flow = told.flow();
    address(to, flow.aHigh(), flow.aLow());
    address(to, flow.bHigh(), flow.bLow());
    to.putShort((short) flow.aPort()).putShort((short) flow.bPort());
    to.put((byte) flow.protocol());
    to.put((byte) biflowDirection(flow));
    to.put((byte) endReason(told.end()));
    to.putShort((short) Math.max(0, flow.vlan()));
    to.putLong(flow.vni() < 0 ? 0 : VXLAN | flow.vni());
    to.putLong(told.flowId());
    to.putLong(flow.firstNanos() / 1_000_000).putLong(flow.lastNanos() / 1_000_000);
    to.putLong(ntp(flow.firstNanos())).putLong(ntp(flow.lastNanos()));
    to.putLong(flow.bytes(Flow.AB)).putLong(flow.packets(Flow.AB));
    to.putLong(flow.bytes(Flow.BA)).putLong(flow.packets(Flow.BA));
    to.putLong(told.newBytes(Flow.AB)).putLong(told.newPackets(Flow.AB));
    to.putLong(told.newBytes(Flow.BA)).putLong(told.newPackets(Flow.BA));
    if (tcp) {
      to.putShort((short) flags(flow, Flow.AB)).putShort((short) flags(flow, Flow.BA));
    }
  }

  private void address(ByteBuffer to, long high, long low) {
    if (version == 4) {
      to.putInt((int) low);
    } else {
      to.putLong(high).putLong(low);
    }
  }

  /** RFC 5103 section 6.3: 1 when a began, as far as is known, 2 when b did, else 0. */
  private static int biflowDirection(Flow flow) {
    if (flow.protocol() != TCP) {
      return 1;
    }
    return switch (flow.client()) {
      case Flow.AB -> 1;
      case Flow.BA -> 2;
      default -> 0;
    };
  }

  private static int endReason(FlowEnd end) {
    return switch (end) {
      case IDLE -> 1;
      case INTERVAL -> 2;
      case CLOSED -> 3;
      case FLUSHED -> 4;
      case EVICTED -> 5;
    };
  }

  /** Any segment but a first SYN or a reset must carry ACK (RFC 9293 section 3.10.7). */
  private static int flags(Flow flow, int direction) {
    int syns = flow.syns(direction);
    int synAcks = flow.synAcks(direction);
    int resets = flow.resets(direction);
    boolean acks = synAcks > 0 || flow.packets(direction) > (long) syns + resets;
    return (syns + synAcks > 0 ? SYN : 0)
        | (acks ? ACK : 0)
        | (flow.fins(direction) > 0 ? FIN : 0)
        | (resets > 0 ? RST : 0);
  }

  /** dateTimeNanoseconds: seconds since 1900 and 2^-32 parts of one (RFC 7011 section 6.1.9). */
  static long ntp(long nanos) {
    long seconds = Math.floorDiv(nanos, SECOND) + NTP_EPOCH;
    long fraction = (Math.floorMod(nanos, SECOND) << 32) / SECOND;
    return seconds << 32 | fraction;
  }
}
