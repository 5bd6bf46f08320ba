package io.sluice.packet;

import static io.sluice.packet.Wrap.bytes;
import static io.sluice.packet.Wrap.carried;
import static io.sluice.packet.Wrap.ethernet;
import static io.sluice.packet.Wrap.inner;
import static io.sluice.packet.Wrap.innerEthernet;
import static io.sluice.packet.Wrap.ipv4;
import static io.sluice.packet.Wrap.ipv6;
import static io.sluice.packet.Wrap.tunnel;
import static io.sluice.packet.Wrap.u16;
import static io.sluice.packet.Wrap.udp;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to carry {@link Wrap#inner}.
 *
 * @param judged whether tshark 4.0 finds the same packet in it
 */
record Wrapping(String name, int linkType, byte[] packet, boolean judged) {
  private static final String LLC_SNAP = "aaaa03 000000";

  @Override
  public String toString() {
    return name;
  }

  static List<Wrapping> all() {
    List<Wrapping> all = new ArrayList<>();
    links(all);
    records(all);
    wireless(all);
    ethernets(all);
    protocols(all);
    tunnels(all);
    return all;
  }

  private static void add(List<Wrapping> all, String name, int linkType, byte[] packet) {
    all.add(new Wrapping(name, linkType, packet, true));
  }

  private static void unjudged(List<Wrapping> all, String name, int linkType, byte[] packet) {
    all.add(new Wrapping(name, linkType, packet, false));
  }

  private static void links(List<Wrapping> all) {
    byte[] snap = bytes(LLC_SNAP, "0800", inner());
    add(all, "Ethernet", LinkType.ETHERNET, innerEthernet());
    add(all, "loopback, little-endian", LinkType.NULL, bytes("02000000", inner()));
    add(all, "loopback, big-endian", LinkType.NULL, bytes("00000002", inner()));
    add(all, "OpenBSD loopback", LinkType.LOOP, bytes("00000002", inner()));
    add(all, "raw", LinkType.RAW, inner());
    unjudged(all, "raw, BSD's number", LinkType.RAW_BSD, inner());
    add(all, "raw IPv4", LinkType.IPV4, inner());
    add(
        all,
        "cooked 1",
        LinkType.LINUX_COOKED_1,
        bytes("0000 0001 0006 020000000001 0000 0800", inner()));
    add(
        all,
        "cooked 1, 802.2",
        LinkType.LINUX_COOKED_1,
        bytes("0000 0001 0006 020000000001 0000 0004", snap));
    add(
        all,
        "cooked 2",
        LinkType.LINUX_COOKED_2,
        bytes("0800 0000 00000002 0001 00 06 020000000001 0000", inner()));
    add(all, "PPP", LinkType.PPP, bytes("ff03 0021", inner()));
    add(all, "PPP, short", LinkType.PPP, bytes("21", inner()));
    add(all, "PPP, serial", LinkType.PPP_HDLC, bytes("ff03 0021", inner()));
    add(all, "PPP with direction", LinkType.PPP_WITH_DIRECTION, bytes("00 ff03 0021", inner()));
    add(all, "Cisco HDLC in PPP", LinkType.PPP_HDLC, bytes("0f00 0800", inner()));
    add(all, "Cisco HDLC", LinkType.CISCO_HDLC, bytes("0f00 0800", inner()));
    add(all, "frame relay", LinkType.FRAME_RELAY, bytes("1841 03 cc", inner()));
    add(all, "frame relay, Cisco's", LinkType.FRAME_RELAY, bytes("1841 0800", inner()));
    add(
        all,
        "frame relay, SNAP",
        LinkType.FRAME_RELAY,
        bytes("1841 03 00 80 000000 0800", inner()));
    add(
        all,
        "frame relay, bridged",
        LinkType.FRAME_RELAY,
        bytes("1841 03 00 80 0080c2 0007", innerEthernet()));
    add(all, "Token Ring", LinkType.TOKEN_RING, bytes("1040 020000000002 020000000001", snap));
    add(
        all,
        "Token Ring, routed",
        LinkType.TOKEN_RING,
        bytes("1040 020000000002 820000000001 0690 0011 0020", snap));
    add(all, "FDDI", LinkType.FDDI, bytes("54 020000000002 020000000001", snap));
    add(all, "ARCNET", LinkType.ARCNET_BSD, bytes("0102 d4 00 0001", inner()));
    add(all, "ARCNET, old", LinkType.ARCNET_BSD, bytes("0102 f0", inner()));
    add(all, "ARCNET, Linux", LinkType.ARCNET_LINUX, bytes("0102 0000 d4 00 0001", inner()));
    add(all, "ATM", LinkType.ATM_RFC1483, snap);
    add(all, "SunATM", LinkType.SUN_ATM, bytes("02 00 0020", snap));
    add(all, "classical IP over ATM", LinkType.ATM_CLIP, inner());
    add(
        all,
        "Fibre Channel",
        LinkType.IP_OVER_FIBRE_CHANNEL,
        bytes("0000 020000000002 0000 020000000001", snap));
    add(
        all,
        "FireWire",
        LinkType.IP_OVER_IEEE_1394,
        bytes("0200000000000002 0200000000000001 0800", inner()));
    unjudged(all, "SLIP", LinkType.SLIP, bytes("00".repeat(16), inner()));
    unjudged(
        all,
        "switch tag",
        LinkType.SWITCH_TAG_MARVELL,
        bytes("020000000002 020000000001 40000000 0800", inner()));
    unjudged(
        all,
        "switch tag first",
        LinkType.SWITCH_TAG_BROADCOM_FIRST,
        bytes("20000001", innerEthernet()));
  }

  private static void records(List<Wrapping> all) {
    add(all, "PPI", LinkType.PPI, bytes("00 00 0800 01000000", innerEthernet()));
    add(
        all,
        "PKTAP",
        LinkType.PKTAP,
        bytes("6c000000 01000000 01000000", "00".repeat(96), innerEthernet()));
    add(
        all,
        "NFLOG",
        LinkType.NFLOG,
        bytes(
            "02 00 0000 0800 0100 0800 0100",
            u16(Short.reverseBytes((short) (4 + inner().length)) & 0xffff),
            "0900",
            inner()));
    unjudged(
        all,
        "NFLOG, big-endian",
        LinkType.NFLOG,
        bytes("02 00 0000 0008 0001 0800 0100", u16(4 + inner().length), "0009", inner()));
    add(all, "ENC", LinkType.ENC, bytes("00000002 00000001 00000000", inner()));
    add(
        all,
        "IPNET",
        LinkType.IPNET,
        bytes(
            "01 02 0000",
            u16(0),
            u16(inner().length),
            "00000002 00000000 00000000 00000000",
            inner()));
    add(all, "Juniper Ethernet", LinkType.JUNIPER_ETHERNET, bytes("4d4743 00", innerEthernet()));
    add(
        all,
        "Juniper Ethernet, extended",
        LinkType.JUNIPER_ETHERNET,
        bytes("4d4743 80 0006 010401020304", innerEthernet()));
    add(
        all,
        "Juniper ATM1",
        LinkType.JUNIPER_ATM1,
        bytes("4d4743 00 00000000", LLC_SNAP, "0800", inner()));
    add(all, "Juniper ATM2, no link", LinkType.JUNIPER_ATM2, bytes("4d4743 02 02000000", inner()));
    add(
        all,
        "Juniper Cisco HDLC",
        LinkType.JUNIPER_CISCO_HDLC,
        bytes("4d4743 00 0f00 0800", inner()));
  }

  private static void wireless(List<Wrapping> all) {
    String addresses = "020000000001 020000000002 020000000003";
    byte[] data = bytes("0801 0000", addresses, "1000", LLC_SNAP, "0800", inner());
    byte[] quality = bytes("8801 0000", addresses, "1000 0000", LLC_SNAP, "0800", inner());
    byte[] bridge = bytes("0803 0000", addresses, "1000 020000000004", LLC_SNAP, "0800", inner());
    byte[] part =
        bytes("020000000001 020000000002", u16(8 + inner().length), LLC_SNAP, "0800", inner());
    byte[] other = bytes(ipv4(Ports.UDP, udp(9, new byte[8])));
    byte[] first =
        bytes("020000000001 020000000002", u16(8 + other.length), LLC_SNAP, "0800", other);
    byte[] aggregate = bytes("8801 0000", addresses, "1000 8000", first, "0000", part);
    add(all, "802.11", LinkType.IEEE_802_11, data);
    add(all, "802.11 with QoS", LinkType.IEEE_802_11, quality);
    add(all, "802.11 between stations", LinkType.IEEE_802_11, bridge);
    add(all, "802.11 aggregate", LinkType.IEEE_802_11, aggregate);
    add(all, "radiotap", LinkType.RADIOTAP, bytes("00 00 0800 00000000", data));
    add(
        all,
        "radiotap with padding",
        LinkType.RADIOTAP,
        bytes(
            "00 00 0900 02000000 20",
            bytes("8801 0000", addresses, "1000 0000 0000", LLC_SNAP, "0800", inner())));
    add(all, "AVS", LinkType.AVS, bytes("80211001 00000040", "00".repeat(56), data));
    add(all, "Prism", LinkType.PRISM, bytes("44000000 90000000", "00".repeat(136), data));
  }

  private static void ethernets(List<Wrapping> all) {
    String from = "020000000001";
    ethernet(all, "VLAN", 0x8100, bytes("0064 0800", inner()));
    ethernet(all, "two VLANs", 0x88a8, bytes("0064 8100 0065 0800", inner()));
    ethernet(all, "old two VLANs", 0x9100, bytes("0064 8100 0065 0800", inner()));
    ethernet(all, "802.3", 8 + inner().length, bytes(LLC_SNAP, "0800", inner()));
    ethernet(all, "802.3, IP's own service", 3 + inner().length, bytes("060603", inner()));
    ethernet(
        all,
        "VLAN and 802.3",
        0x8100,
        bytes("0064", u16(8 + inner().length), LLC_SNAP, "0800", inner()));
    ethernet(all, "MPLS", 0x8847, bytes("00010140", inner()));
    ethernet(all, "three MPLS labels", 0x8847, bytes("00010040 00020040 00030140", inner()));
    ethernet(
        all,
        "Ethernet over MPLS",
        0x8847,
        bytes("00010140 00000000 aabbfcfdfe02", from, "0800", inner()));
    ethernet(all, "PPPoE", 0x8864, bytes("1100 0001", u16(2 + inner().length), "0021", inner()));
    ethernet(all, "provider backbone", 0x88e7, bytes("00000001", innerEthernet()));
    ethernet(all, "VN-Tag", 0x8926, bytes("00000001 0800", inner()));
    ethernet(all, "port extension", 0x893f, bytes("000000010000 0800", inner()));
    ethernet(
        all, "MACsec, signed only", 0x88e5, bytes("00 00 00000001 0800", inner(), new byte[16]));
    ethernet(all, "service chain", 0x894f, bytes("0fc6 01 01 000001ff", "00".repeat(16), inner()));
    ethernet(all, "Ethernet in Ethernet", 0x6558, innerEthernet());
    add(
        all,
        "inter-switch link",
        LinkType.ETHERNET,
        bytes(
            "01000c0000 00 020000000001",
            u16(12 + innerEthernet().length + 4),
            "aaaa03 00000c 0002 0000 0000",
            innerEthernet(),
            "00000000 00000000"));
  }

  private static void ethernet(List<Wrapping> all, String name, int type, byte[] payload) {
    add(all, name, LinkType.ETHERNET, Wrap.ethernet(type, payload));
  }

  private static void protocols(List<Wrapping> all) {
    carriedBy(all, "IP in IP", 4, inner());
    carriedBy(
        all, "authenticated", 51, bytes("04 04 0000 00000001 00000001", new byte[12], inner()));
    carriedBy(all, "Ethernet in IP", 97, bytes("3000", innerEthernet()));
    carriedBy(all, "Ethernet over segment routing", 143, innerEthernet());
    carriedBy(all, "MPLS in IP", 137, bytes("00010140", inner()));
    carriedBy(all, "GRE", 47, bytes("0000 0800", inner()));
    carriedBy(
        all, "GRE with all fields", 47, bytes("b000 0800 00000000 00000001 00000002", inner()));
    carriedBy(
        all,
        "GRE with a route",
        47,
        bytes("4000 0800 00000000 0800 0004 0a000001 00000000", inner()));
    carriedBy(all, "NVGRE", 47, bytes("2000 6558 00123400", innerEthernet()));
    carriedBy(
        all,
        "PPTP",
        47,
        bytes("3081 880b", u16(4 + inner().length), "0001 00000001 00000002 ff030021", inner()));
    carriedBy(all, "ERSPAN I", 47, bytes("0000 88be", innerEthernet()));
    carriedBy(
        all, "ERSPAN II", 47, bytes("1000 88be 00000001 1001 0001 00000000", innerEthernet()));
    carriedBy(
        all,
        "ERSPAN III",
        47,
        bytes("1000 22eb 00000001 2001 0001 00000000 00000000", innerEthernet()));
    carriedBy(
        all,
        "ERSPAN III, longer",
        47,
        bytes("1000 22eb 00000001 2001 0001 00000000 00000001 0c000000 00000000", innerEthernet()));
    carriedBy(all, "GRE and MPLS", 47, bytes("0000 8847 00010140", inner()));
    carriedBy(all, "WCCP", 47, bytes("0000 883e 00000000", inner()));
    add(all, "IPv4 in IPv6", LinkType.ETHERNET, Wrap.ethernet(0x86dd, ipv6(4, inner())));
    byte[] options = bytes("04 00 0104 00000000", inner());
    add(all, "IPv6 with options", LinkType.ETHERNET, Wrap.ethernet(0x86dd, ipv6(60, options)));
  }

  private static void carriedBy(List<Wrapping> all, String name, int protocol, byte[] payload) {
    add(all, name, LinkType.ETHERNET, carried(protocol, payload));
  }

  private static void tunnels(List<Wrapping> all) {
    inUdp(all, "VXLAN", 4789, bytes("08000000 00000700", innerEthernet()));
    inUdp(all, "VXLAN-GPE, IPv4", 4790, bytes("0c000001 00000700", inner()));
    inUdp(all, "VXLAN-GPE, Ethernet", 4790, bytes("0c000003 00000700", innerEthernet()));
    inUdp(all, "GENEVE, Ethernet", 6081, bytes("0000 6558 00000700", innerEthernet()));
    inUdp(
        all,
        "GENEVE, IPv4 and options",
        6081,
        bytes("0200 0800 00000700 0108 0101 00000001", inner()));
    inUdp(all, "GTP", 2152, bytes("30ff", u16(inner().length), "00000001", inner()));
    inUdp(
        all,
        "GTP with extension",
        2152,
        bytes("34ff", u16(8 + inner().length), "00000001 000000 85 01 100000", inner()));
    inUdp(
        all, "GTP, version 0", 3386, bytes("1eff", u16(inner().length), "00".repeat(16), inner()));
    inUdp(all, "L2TP", 1701, bytes("0002 0001 0001 ff03 0021", inner()));
    inUdp(
        all,
        "L2TP with all fields",
        1701,
        bytes("4a02", u16(16 + 2 + inner().length), "0001 0001 0001 0001 0002 0000 0021", inner()));
    inUdp(all, "CAPWAP", 5247, bytes("00 100200 00000000", innerEthernet()));
    inUdp(all, "LISP", 4341, bytes("00000000 00000000", inner()));
    inUdp(all, "GRE in UDP", 4754, bytes("0000 0800", inner()));
    inUdp(all, "MPLS in UDP", 6635, bytes("00010140", inner()));
    inUdp(all, "TZSP", 37008, bytes("01 00 0001 01", innerEthernet()));
    inUdp(all, "Teredo", 3544, ipv6(4, inner()));
    inUdp(all, "Teredo with origin", 3544, bytes("0000 0001 0a000001", ipv6(4, inner())));
    inUdp(all, "AYIYA", 5072, bytes("40 52 11 29 00000001", new byte[16 + 20], ipv6(4, inner())));
    byte[] twice =
        bytes("08000000 00000700", tunnel(6081, bytes("0000 6558 00000700", innerEthernet())));
    inUdp(all, "GENEVE in VXLAN", 4789, twice);
  }

  private static void inUdp(List<Wrapping> all, String name, int port, byte[] payload) {
    // tshark remembers what two ports spoke
    byte[] datagram = udp(50_000 + all.size(), port, payload);
    add(all, name, LinkType.ETHERNET, carried(Ports.UDP, datagram));
  }
}
