package io.sluice.packet.filter;

import io.sluice.packet.Ports;
import io.sluice.packet.filter.Link.From;
import io.sluice.packet.filter.Qualifiers.Way;
import java.util.ArrayList;
import java.util.List;

/** Words that say what is around a packet, and make all that follows be about what is inside. */
final class ShiftChecks {
  /** Where no number is given. */
  static final int ANY = -1;

  static final int MAX_VLAN = 0x0fff;
  static final int MAX_LABEL = 0xf_ffff;
  static final int MAX_SESSION = 0xffff;
  static final int MAX_VNI = 0xff_ffff;
  private static final int PPP_MPLS = 0x281;
  private static final int GENEVE_PORT = 6081;
  private static final int VXLAN_PORT = 4789;
  private static final int UDP_LENGTH = 8;
  private static final int TUNNEL_LENGTH = 8;
  private static final int IPV6_LENGTH = 40;
  private static final int ETHERNET_TYPE = 12;

  private ShiftChecks() {}

  static Condition vlan(Link link, int id) throws FilterException {
    if (link.labels > 0) {
      throw link.source.error("there are no VLANs behind MPLS labels");
    }
    if (link.type != Link.Type.ETHERNET) {
      throw link.source.error("there are no VLANs in " + link.type.shown);
    }
    Condition tag =
        link.carries(Ether.VLAN)
            .or(link.carries(Ether.VLAN_SERVICE))
            .or(link.carries(Ether.VLAN_QINQ));
    if (id != ANY) {
      tag = tag.and(link.masked(From.NETWORK, 0, Op.H, id, MAX_VLAN));
    }
    link.payload = link.payload.plus(4);
    link.typeField = link.typeField.plus(4);
    return tag;
  }

  static Condition mpls(Link link, int label) throws FilterException {
    Condition mpls;
    if (link.labels > 0) {
      mpls = link.masked(From.PREVIOUS_LABEL, 2, Op.B, 0, 1);
    } else {
      mpls =
          switch (link.type) {
            case ETHERNET -> link.carries(Ether.MPLS);
            case PPP -> link.carries(PPP_MPLS);
            default -> throw link.source.error("there is no MPLS in " + link.type.shown);
          };
    }
    if (label != ANY) {
      mpls = mpls.and(link.masked(From.NETWORK, 0, Op.W, label << 12, 0xffff_f000));
    }
    link.network += 4;
    link.networkNoSnap += 4;
    link.labels++;
    return mpls;
  }

  static Condition pppoeSession(Link link, int session) throws FilterException {
    Condition pppoe = link.carries(Ether.PPPOE_SESSION);
    if (session != ANY) {
      pppoe = pppoe.and(link.masked(From.NETWORK, 0, Op.W, session, MAX_SESSION));
    }
    link.type = Link.Type.PPP;
    link.header = link.payload.plus(link.network + 6);
    link.typeField = link.header;
    link.payload = link.header.plus(2);
    link.network = 0;
    link.networkNoSnap = 0;
    link.geneve = false;
    return pppoe;
  }

  /** A header that begins with two clear bits, in UDP to GENEVE's port. */
  static Condition geneve(Link link, int vni) throws FilterException {
    Condition tunnel = ipv4(link, GENEVE_PORT, 0, 0xc0, vni);
    tunnel = tunnel.or(ipv6(link, GENEVE_PORT, 0, 0xc0, vni));
    return tunnel.and(Check.of(geneveOffsets(link), Op.JEQ, 0));
  }

  /** As libpcap has it from 1.11: of the flags only the one for the identifier is set. */
  static Condition vxlan(Link link, int vni) throws FilterException {
    Condition tunnel = ipv4(link, VXLAN_PORT, 0x08, -1, vni);
    tunnel = tunnel.or(ipv6(link, VXLAN_PORT, 0x08, -1, vni));
    return tunnel.and(Check.of(vxlanOffsets(link), Op.JEQ, 0));
  }

  private static Condition header(Link link, From from, int flags, int mask, int vni) {
    Condition header = link.masked(from, UDP_LENGTH, Op.B, flags, mask);
    return vni == ANY
        ? header
        : header.and(link.masked(from, UDP_LENGTH + 4, Op.W, vni << 8, 0xffff_ff00));
  }

  /** Always true at its end, which leaves in both registers how long the headers before UDP are. */
  private static Condition ipv4(Link link, int port, int flags, int mask, int vni)
      throws FilterException {
    List<Step> length = link.ipv4HeaderLength();
    length.add(new Step(Op.MISC | Op.TXA));
    return PortChecks.ipv4(link, port, port, false, Ports.UDP, Way.DST)
        .and(header(link, From.TRANSPORT_IPV4, flags, mask, vni))
        .and(Check.byX(length, Op.JEQ));
  }

  private static Condition ipv6(Link link, int port, int flags, int mask, int vni)
      throws FilterException {
    List<Step> length = Link.variable(link.payload);
    length.add(new Step(Op.LD | Op.IMM, IPV6_LENGTH));
    if (link.payload.isVariable()) {
      length.add(new Step(Op.ALU | Op.ADD | Op.X));
    }
    length.add(new Step(Op.MISC | Op.TAX));
    return PortChecks.ipv6(link, port, port, false, Ports.UDP, Way.DST)
        .and(header(link, From.TRANSPORT_IPV6, flags, mask, vni))
        .and(Check.byX(length, Op.JEQ));
  }

  /**
   * Keeps where the inner type field, link header and payload start. GENEVE may carry a packet
   * without an Ethernet header: its own protocol field is then the type field, and header and
   * payload start at the same place.
   */
  private static List<Step> geneveOffsets(Link link) throws FilterException {
    final int type = link.register();
    List<Step> steps = new ArrayList<>();
    int before = link.payload.constant() + link.network + UDP_LENGTH;
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, before));
    steps.add(new Step(Op.MISC | Op.TAX));
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, 2));
    steps.add(new Step(Op.ST, type));
    steps.add(new Step(Op.LD | Op.IND | Op.B, 0));
    steps.add(new Step(Op.ALU | Op.AND | Op.K, 0x3f));
    steps.add(new Step(Op.ALU | Op.MUL | Op.K, 4));
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, TUNNEL_LENGTH));
    steps.add(new Step(Op.ALU | Op.ADD | Op.X));
    final int header = link.register();
    steps.add(new Step(Op.ST, header));
    steps.add(new Step(Op.LD | Op.IND | Op.H, 2));
    steps.add(new Step(Op.LDX | Op.MEM, header));
    Step bridged = new Step(Op.JMP | Op.JEQ | Op.K, Ether.BRIDGING);
    steps.add(bridged);
    Step ethernet = new Step(Op.MISC | Op.TXA);
    steps.add(ethernet);
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, ETHERNET_TYPE));
    steps.add(new Step(Op.ST, type));
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, 2));
    steps.add(new Step(Op.MISC | Op.TAX));
    final int payload = link.register();
    Step store = new Step(Op.STX, payload);
    steps.add(store);
    bridged.yes = ethernet;
    bridged.no = store;
    steps.add(new Step(Op.LD | Op.IMM, 0));
    inside(link, type, header, payload);
    return steps;
  }

  private static List<Step> vxlanOffsets(Link link) throws FilterException {
    List<Step> steps = new ArrayList<>();
    int before = link.payload.constant() + link.network + UDP_LENGTH;
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, before));
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, TUNNEL_LENGTH));
    int header = link.register();
    steps.add(new Step(Op.ST, header));
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, ETHERNET_TYPE));
    int type = link.register();
    steps.add(new Step(Op.ST, type));
    steps.add(new Step(Op.ALU | Op.ADD | Op.K, 2));
    int payload = link.register();
    steps.add(new Step(Op.ST, payload));
    steps.add(new Step(Op.LD | Op.IMM, 0));
    inside(link, type, header, payload);
    return steps;
  }

  private static void inside(Link link, int type, int header, int payload) {
    link.type = Link.Type.ETHERNET;
    link.header = Offset.in(header);
    link.typeField = Offset.in(type);
    link.payload = Offset.in(payload);
    link.network = 0;
    link.geneve = true;
    link.optimizable = false;
  }
}
