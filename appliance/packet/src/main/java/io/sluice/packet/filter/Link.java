package io.sluice.packet.filter;

import io.sluice.packet.LinkType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the link and network headers are that the next primitive is about, and where they stand.
 * Words that shift ({@code vlan}, {@code geneve}) change it for all that follows them.
 */
final class Link {
  /** What the headers before the network's are. */
  enum Type {
    ETHERNET("Ethernet"),
    RAW("raw IP"),
    IPV4("raw IPv4"),
    IPV6("raw IPv6"),
    PPP("PPP");

    final String shown;

    Type(String shown) {
      this.shown = shown;
    }
  }

  /** What an offset is counted from. */
  enum From {
    LINK,
    TYPE,
    /** What follows the type field, an 802.2 header where there is one. */
    LLC,
    NETWORK,
    /** The network header behind 802.2 without SNAP. */
    NETWORK_NO_SNAP,
    PREVIOUS_LABEL,
    TRANSPORT_IPV4,
    TRANSPORT_IPV6
  }

  private static final int IPV6_HEADER = 40;

  final Source source;
  final Registers registers = new Registers();
  Type type;
  Offset header = Offset.at(0);
  Offset typeField = Offset.at(0);
  Offset payload = Offset.at(0);

  /** From the payload to the network header. */
  int network;

  int networkNoSnap;
  int labels;
  boolean geneve;

  /** Whether the program may be rewritten; jumps among the steps of a check forbid it. */
  boolean optimizable = true;

  Link(Source source, int linkType) throws FilterException {
    this.source = source;
    this.type =
        switch (linkType) {
          case LinkType.ETHERNET -> Type.ETHERNET;
          case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD -> Type.RAW;
          case LinkType.IPV4 -> Type.IPV4;
          case LinkType.IPV6 -> Type.IPV6;
          default ->
              throw source.error(
                  0,
                  source.text.length(),
                  "packets of link type " + linkType + " cannot be filtered, only Ethernet and IP");
        };
    if (type == Type.ETHERNET) {
      typeField = Offset.at(12);
      payload = Offset.at(14);
      networkNoSnap = 3;
    }
  }

  int register() throws FilterException {
    return registers.take(source);
  }

  /** Steps that leave in the index register what of an offset is not constant: one or none. */
  static List<Step> variable(Offset offset) {
    List<Step> steps = new ArrayList<>();
    if (offset.isVariable()) {
      steps.add(new Step(Op.LDX | Op.MEM, offset.register()));
    }
    return steps;
  }

  private static List<Step> load(Offset base, int offset, int size) {
    List<Step> steps = variable(base);
    int mode = base.isVariable() ? Op.IND : Op.ABS;
    steps.add(new Step(Op.LD | mode | size, base.constant() + offset));
    return steps;
  }

  /** Steps that load what stands {@code offset} bytes after a header's start. */
  List<Step> load(From from, int offset, int size) {
    return switch (from) {
      case LINK -> load(header, offset, size);
      case TYPE -> load(typeField, offset, size);
      case LLC -> load(payload, offset, size);
      case NETWORK -> load(payload, network + offset, size);
      case NETWORK_NO_SNAP -> load(payload, networkNoSnap + offset, size);
      case PREVIOUS_LABEL -> load(payload, network - 4 + offset, size);
      case TRANSPORT_IPV6 -> load(payload, network + IPV6_HEADER + offset, size);
      case TRANSPORT_IPV4 -> {
        List<Step> steps = ipv4HeaderLength();
        steps.add(new Step(Op.LD | Op.IND | size, payload.constant() + network + offset));
        yield steps;
      }
    };
  }

  /** Steps that leave in the index register how far behind the network header's start IPv4 ends. */
  List<Step> ipv4HeaderLength() {
    int at = payload.constant() + network;
    List<Step> steps = variable(payload);
    if (steps.isEmpty()) {
      steps.add(new Step(Op.LDX | Op.MSH | Op.B, at));
      return steps;
    }
    steps.add(new Step(Op.LD | Op.IND | Op.B, at));
    steps.add(new Step(Op.ALU | Op.AND | Op.K, 0xf));
    steps.add(new Step(Op.ALU | Op.LSH | Op.K, 2));
    steps.add(new Step(Op.ALU | Op.ADD | Op.X));
    steps.add(new Step(Op.MISC | Op.TAX));
    return steps;
  }

  Check equal(From from, int offset, int size, int value) {
    return Check.of(load(from, offset, size), Op.JEQ, value);
  }

  Check masked(From from, int offset, int size, int value, int mask) {
    List<Step> steps = load(from, offset, size);
    if (mask != -1) {
      steps.add(new Step(Op.ALU | Op.AND | Op.K, mask));
    }
    return Check.of(steps, Op.JEQ, value);
  }

  Check compared(From from, int offset, int size, int comparison, int value) {
    return Check.of(load(from, offset, size), comparison, value);
  }

  /** All bytes of {@code value}, the last ones first. */
  Condition bytes(From from, int offset, int... value) {
    Condition all = null;
    int left = value.length;
    while (left > 0) {
      int width = left >= 4 ? 4 : left >= 2 ? 2 : 1;
      int number = 0;
      for (int i = left - width; i < left; i++) {
        number = number << 8 | value[i];
      }
      left -= width;
      int size = width == 4 ? Op.W : width == 2 ? Op.H : Op.B;
      Check check = equal(from, offset + left, size, number);
      all = all == null ? check : all.and(check);
    }
    return Objects.requireNonNull(all);
  }

  /** Whether the link's payload is of an Ethernet type, or of an 802.2 service access point. */
  Condition carries(int protocol) throws FilterException {
    if (labels > 0) {
      return behindLabels(protocol);
    }
    return switch (type) {
      case ETHERNET -> LinkChecks.ethernet(this, protocol);
      case RAW ->
          switch (protocol) {
            case Ether.IP -> masked(From.LINK, 0, Op.B, 0x40, 0xf0);
            case Ether.IPV6 -> masked(From.LINK, 0, Op.B, 0x60, 0xf0);
            default -> Check.constant(false);
          };
      case IPV4 -> Check.constant(protocol == Ether.IP);
      case IPV6 -> Check.constant(protocol == Ether.IPV6);
      case PPP -> equal(From.TYPE, 0, Op.H, Ether.ppp(protocol));
    };
  }

  /** MPLS has no type: it is the last label, and IP says its version itself. */
  private Condition behindLabels(int protocol) throws FilterException {
    int version =
        switch (protocol) {
          case Ether.IP -> 0x40;
          case Ether.IPV6 -> 0x60;
          default -> throw source.error("only IP can be asked for behind MPLS labels");
        };
    return masked(From.NETWORK, -2, Op.B, 1, 1).and(masked(From.NETWORK, 0, Op.B, version, 0xf0));
  }

  /** After {@code geneve}: there is an Ethernet header, because the payload is not where it is. */
  Condition withEthernet(Condition condition) {
    if (!geneve) {
      return condition;
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Op.LD | Op.MEM, header.register()));
    steps.add(new Step(Op.LDX | Op.MEM, payload.register()));
    return Check.byX(steps, Op.JEQ).not().and(condition);
  }
}
