package io.sluice.packet;

/** Frames as hex dumps, each with what tcpdump says of it. */
final class Fixtures {
  private Fixtures() {}

  /** IP 93.104.178.66.52078 > 20.101.109.26.8080: Flags [S], seq 2452643536, win 64240 */
  static final String TCP_SYN =
      """
      0x0000:  1234 5678 9abc 1234 5678 9abd 0800 4500
      0x0010:  0028 1c46 4000 4006 7797 5d68 b242 1465
      0x0020:  6d1a cb6e 1f90 9230 6ed0 0000 0000 5002
      0x0030:  faf0 0000 0000
      """;

  /** IP 20.101.109.26.8080 > 93.104.178.66.52078: Flags [S.] */
  static final String TCP_SYN_ACK =
      """
      0x0000:  1234 5678 9abd 1234 5678 9abc 0800 4500
      0x0010:  0028 0000 4000 4006 93dd 1465 6d1a 5d68
      0x0020:  b242 1f90 cb6e e907 44ee 9230 6ed1 5012
      0x0030:  fe98 0000 0000
      """;

  /** vlan 100, IP 10.0.0.1.53 > 10.0.0.2.4000: UDP, length 4 */
  static final String VLAN_UDP =
      """
      0x0000:  0200 0000 0002 0200 0000 0001 8100 0064
      0x0010:  0800 4500 0020 0001 0000 4011 66ca 0a00
      0x0020:  0001 0a00 0002 0035 0fa0 000c 0000 dead
      0x0030:  beef
      """;

  /** IP6 2001:db8::1.443 > 2001:db8::2.50000: hop-by-hop options, then UDP, length 0 */
  static final String IPV6_HOP_BY_HOP_UDP =
      """
      0x0000:  0200 0000 0002 0200 0000 0001 86dd 6000
      0x0010:  0000 0010 0040 2001 0db8 0000 0000 0000
      0x0020:  0000 0000 0001 2001 0db8 0000 0000 0000
      0x0030:  0000 0000 0002 1100 0104 0000 0000 01bb
      0x0040:  c350 0008 0000
      """;

  /** IP 10.0.0.1 > 10.0.0.2: a later fragment (offset 1480) of a UDP datagram */
  static final String IPV4_LATER_FRAGMENT =
      """
      0x0000:  0200 0000 0002 0200 0000 0001 0800 4500
      0x0010:  0018 0007 00b9 4011 6613 0a00 0001 0a00
      0x0020:  0002 dead beef
      """;

  /** ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28 */
  static final String ARP =
      """
      0x0000:  ffff ffff ffff 0200 0000 0001 0806 0001
      0x0010:  0800 0604 0001 0200 0000 0001 0a00 0001
      0x0020:  0000 0000 0000 0a00 0002
      """;
}
