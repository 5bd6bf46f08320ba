package io.sluice.packet.filter;

/** The protocols that have a word of their own, with the numbers that a test needs. */
enum Proto {
  /** No word was given. */
  DEFAULT(""),
  LINK("ether"),
  IP("ip", Ether.IP, true),
  ARP("arp", Ether.ARP, true),
  RARP("rarp", Ether.RARP, true),
  SCTP("sctp"),
  TCP("tcp"),
  UDP("udp"),
  ICMP("icmp"),
  IGMP("igmp"),
  IGRP("igrp"),
  PIM("pim"),
  VRRP("vrrp"),
  CARP("carp"),
  ATALK("atalk", Ether.ATALK, true),
  AARP("aarp", Ether.AARP, false),
  DECNET("decnet", Ether.DECNET, true),
  LAT("lat", Ether.LAT, true),
  SCA("sca", Ether.SCA, true),
  MOPRC("moprc", Ether.MOPRC, true),
  MOPDL("mopdl", Ether.MOPDL, true),
  IPV6("ip6", Ether.IPV6, true),
  ICMPV6("icmp6"),
  AH("ah"),
  ESP("esp"),
  ISO("iso", Ether.SAP_ISO, false),
  ESIS("esis"),
  ISIS("isis"),
  ISIS_L1("l1"),
  ISIS_L2("l2"),
  ISIS_IIH("iih"),
  ISIS_LSP("lsp"),
  ISIS_SNP("snp"),
  ISIS_PSNP("psnp"),
  ISIS_CSNP("csnp"),
  CLNP("clnp"),
  STP("stp", Ether.SAP_STP, false),
  IPX("ipx", Ether.SAP_IPX, false),
  NETBEUI("netbeui", Ether.SAP_NETBEUI, false),
  RADIO("radio"),
  /** Nothing was given from which it could be taken over. */
  UNKNOWN("");

  final String word;

  /** The Ethernet type, or the 802.2 service access point; -1 where it is neither. */
  final int linkType;

  /** Whether {@code [...]} reads from the start of the link's payload. */
  final boolean indexed;

  Proto(String word) {
    this(word, -1, false);
  }

  Proto(String word, int linkType, boolean indexed) {
    this.word = word;
    this.linkType = linkType;
    this.indexed = indexed;
  }
}
