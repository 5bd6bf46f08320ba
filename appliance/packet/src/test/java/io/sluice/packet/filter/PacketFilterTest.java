package io.sluice.packet.filter;

import static io.sluice.packet.filter.Frames.ethernet;
import static io.sluice.packet.filter.Frames.ipv4;
import static io.sluice.packet.filter.Frames.ipv6;
import static io.sluice.packet.filter.Frames.matches;
import static io.sluice.packet.filter.Frames.tcp;
import static io.sluice.packet.filter.Frames.udp;
import static io.sluice.packet.filter.Frames.vlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.packet.LinkType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each expression picks out of these packets what pcap-filter(7) says. */
class PacketFilterTest {
  private static final int SYN = 2;
  private static final int SYN_ACK = 18;
  private static final Map<String, String> PACKETS = new LinkedHashMap<>();

  static {
    String request = ipv4(6, "10.0.0.7", "192.168.1.9", tcp(40_000, 443, SYN));
    PACKETS.put("syn", ethernet(0x800, request));
    PACKETS.put(
        "answer", ethernet(0x800, ipv4(6, "192.168.1.9", "10.0.0.7", tcp(443, 40_000, SYN_ACK))));
    PACKETS.put("dns", ethernet(0x800, ipv4(17, "10.0.0.8", "10.0.0.53", udp(5353, 53, "00"))));
    PACKETS.put("later", ethernet(0x800, ipv4(17, "10.0.0.8", "10.0.0.53", 185, "00350035")));
    PACKETS.put("dns6", ethernet(0x86dd, ipv6(17, udp(5353, 53, "00"))));
    PACKETS.put("tagged", vlan(100, 0x800, request));
    PACKETS.put(
        "arp",
        ethernet(0x806, "0001080006040001" + "0200000000010a000007" + "000000000000c0a80109"));
    PACKETS.put("mpls", ethernet(0x8847, "0012c140" + request));
    PACKETS.put(
        "geneve",
        ethernet(
            0x800,
            ipv4(17, "172.16.0.1", "172.16.0.2", Frames.geneve(901, 0x6558, PACKETS.get("dns")))));
    PACKETS.put(
        "vxlan",
        ethernet(
            0x800, ipv4(17, "172.16.0.1", "172.16.0.2", Frames.vxlan(77, PACKETS.get("syn")))));
    PACKETS.put("short", PACKETS.get("syn").substring(0, 2 * 30));
  }

  private static Set<String> picked(String expression) throws FilterException {
    PacketFilter filter = PacketFilter.compile(expression, LinkType.ETHERNET);
    Set<String> picked = new TreeSet<>();
    PACKETS.forEach(
        (name, packet) -> {
          if (matches(filter, packet)) {
            picked.add(name);
          }
        });
    return picked;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ''                                       ; syn answer dns later dns6 tagged arp mpls geneve vxlan short
          host 10.0.0.7                            ; syn answer arp short
          ip host 10.0.0.7                         ; syn answer short
          src 10.0.0.7                             ; syn arp short
          dst host 10.0.0.7                        ; answer
          src and dst 10.0.0.7                     ; ''
          net 10.0.0.0/8                           ; syn answer dns later arp short
          net 192.168                              ; syn answer arp
          src net 192.168.1.0 mask 255.255.255.0   ; answer
          port 443                                 ; syn answer
          tcp dst port 443                         ; syn
          port 53                                  ; dns dns6
          udp port domain                          ; dns dns6
          portrange 50-60                          ; dns dns6
          udp                                      ; dns later dns6 geneve vxlan
          tcp or arp                               ; syn answer arp short
          not tcp and not udp                      ; tagged arp mpls
          tcp[tcpflags] & tcp-syn != 0             ; syn answer
          tcp[tcpflags] = tcp-syn                  ; syn
          tcp[tcpflags] & (tcp-syn|tcp-ack) = 18   ; answer
          ip[6:2] & 0x1fff != 0                    ; later
          ip6                                      ; dns6
          ip6 host 2001:db8::1                     ; dns6
          net 2001:db8::/32                        ; dns6
          host 10.0.0.7 or 10.0.0.8                ; syn answer dns later arp short
          port (53 or 443)                         ; syn answer dns dns6
          vlan                                     ; tagged
          vlan 100                                 ; tagged
          vlan 7                                   ; ''
          vlan and host 10.0.0.7                   ; tagged
          mpls 300                                 ; mpls
          mpls and src 10.0.0.7                    ; mpls
          geneve                                   ; geneve
          geneve 901                               ; geneve
          geneve 900                               ; ''
          geneve and port 53                       ; geneve
          geneve and udp                           ; geneve
          vxlan                                    ; vxlan
          vxlan 77 and tcp dst port 443            ; vxlan
          vxlan 78                                 ; ''
          ether src 02:00:00:00:00:01              ; syn answer dns later dns6 tagged arp mpls geneve vxlan short
          ether proto \\arp                        ; arp
          ether proto 0x8847                       ; mpls
          ip proto \\udp                           ; dns later geneve vxlan
          less 34                                  ; short
          greater 80                               ; geneve vxlan
          len - 14 = 40                            ; syn answer
          inner host 10.0.0.7                      ; syn answer tagged mpls vxlan
          inner dst port 53                        ; dns dns6 geneve
          inner (src 10.0.0.8 and not udp port 53) ; later
          inner tcp                                ; syn answer tagged mpls vxlan
          inner ip6                                ; dns6
          inner net 10.0.0.0/8 and udp             ; dns later geneve vxlan
          vni 77                                   ; vxlan
          vni 901 or vni 77                        ; geneve vxlan
          """)
  void anExpressionPicks(String expression, String expected) throws FilterException {
    Set<String> names =
        expected.isEmpty() ? Set.of() : new TreeSet<>(Set.of(expected.split(" ", -1)));

    assertThat(picked(expression)).isEqualTo(names);
  }

  @Test
  void aPacketIsAlsoOfTheTunnelThatItCameBy() throws FilterException {
    PacketFilter filter = PacketFilter.compile("vni 5 and tcp", LinkType.ETHERNET);

    assertThat(matches(filter, PACKETS.get("syn"), 5)).isTrue();
    assertThat(matches(filter, PACKETS.get("syn"), 6)).isFalse();
    assertThat(matches(filter, PACKETS.get("syn"))).isFalse();
  }

  @Test
  void everyTunnelAroundTheInnermostPacketCounts() throws FilterException {
    String outer =
        ethernet(
            0x800, ipv4(17, "172.16.0.3", "172.16.0.4", Frames.vxlan(8, PACKETS.get("geneve"))));
    PacketFilter both = PacketFilter.compile("vni 8 and vni 901", LinkType.ETHERNET);
    PacketFilter inner = PacketFilter.compile("inner host 10.0.0.53", LinkType.ETHERNET);

    assertThat(matches(both, outer)).isTrue();
    assertThat(matches(both, PACKETS.get("geneve"))).isFalse();
    assertThat(matches(inner, outer)).isTrue();
  }

  @Test
  void packetsWithoutEthernetAreAskedTheSame() throws FilterException {
    String packet = ipv4(6, "10.0.0.7", "192.168.1.9", tcp(40_000, 443, SYN));
    PacketFilter filter = PacketFilter.compile("tcp port 443 and src 10.0.0.7", LinkType.RAW);

    assertThat(matches(filter, packet)).isTrue();
    assertThat(matches(filter, ipv6(6, tcp(1, 443, SYN)))).isFalse();
    assertThatExceptionOfType(FilterException.class)
        .isThrownBy(() -> PacketFilter.compile("vlan 5", LinkType.RAW))
        .withMessage("there are no VLANs in raw IP");
  }

  @Test
  void aByteThatWasNotCapturedIsNoAlsoUnderNot() throws FilterException {
    String cut = PACKETS.get("syn").substring(0, 2 * 20);

    assertThat(matches(PacketFilter.compile("port 443", LinkType.ETHERNET), cut)).isFalse();
    assertThat(matches(PacketFilter.compile("not port 443", LinkType.ETHERNET), cut)).isFalse();
    assertThat(matches(PacketFilter.compile("ip or port 443", LinkType.ETHERNET), cut)).isTrue();
  }

  @Test
  void headersWithoutAnEndDoNotHoldUsUp() throws FilterException {
    // Each authentication header says that the next one is where it stands itself
    String packet = ethernet(0x800, ipv4(51, "10.0.0.1", "10.0.0.2", "3303" + "00".repeat(40)));
    PacketFilter filter = PacketFilter.compile("ip protochain 6", LinkType.ETHERNET);

    assertThat(matches(filter, packet)).isFalse();
    assertThat(matches(filter, PACKETS.get("syn"))).isTrue();
  }

  @Test
  void aLongListIsAskedAsQuicklyAsItCanBe() throws FilterException {
    StringBuilder hosts = new StringBuilder("host 10.9.0.0");
    for (int i = 1; i < 3000; i++) {
      hosts.append(" or 10.9.").append(i >> 8).append('.').append(i & 0xff);
    }
    PacketFilter filter = PacketFilter.compile(hosts + " or 10.0.0.53", LinkType.ETHERNET);

    assertThat(matches(filter, PACKETS.get("dns"))).isTrue();
    assertThat(matches(filter, PACKETS.get("syn"))).isFalse();
  }
}
