package io.sluice.packet;

/** Ethernet, its tags, and what an EtherType announces. */
final class EtherTypes {
  private EtherTypes() {}

  static int ethernet(Decoder d) {
    if (!d.has(Ethernet.HEADER_LENGTH)) {
      return d.cut(Ethernet.HEADER_LENGTH);
    }
    d.kind = Ethernet.type(d.memory, d.at);
    d.at += Ethernet.HEADER_LENGTH;
    return d.kind == Ethernet.TYPE_IPV4 ? Step.IPV4 : Step.ETHER_TYPE;
  }

  static int etherType(Decoder d) {
    int type = d.kind;
    if (Ethernet.isTag(type)) {
      return tag(d);
    }
    return switch (type) {
      case Ethernet.TYPE_IPV4 -> Step.IPV4;
      case Ethernet.TYPE_IPV6 -> Step.IPV6;
      default -> d.stop(Unread.NOT_IP);
    };
  }

  private static int tag(Decoder d) {
    if (!d.has(Ethernet.TAG_LENGTH)) {
      return d.cut(Ethernet.TAG_LENGTH);
    }
    if (d.vlan < 0) {
      d.vlan = Memory.u16(d.memory, d.at) & 0x0fff;
    }
    d.kind = Memory.u16(d.memory, d.at + 2);
    d.at += Ethernet.TAG_LENGTH;
    return Step.ETHER_TYPE;
  }
}
