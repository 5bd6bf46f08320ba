package io.sluice.node.tunnel;

import static io.sluice.node.tunnel.Datagrams.SYN;
import static io.sluice.node.tunnel.Datagrams.geneve;
import static io.sluice.node.tunnel.Datagrams.udp4;
import static io.sluice.node.tunnel.Datagrams.udp6;
import static io.sluice.node.tunnel.Datagrams.vxlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.sluice.node.tunnel.MirrorTunnel.Encapsulation;
import io.sluice.packet.Decoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of each datagram of a mirror, passive and returned. */
class MirrorTest {
  private static final MirrorTunnel VXLAN = new MirrorTunnel(Encapsulation.VXLAN, 77, 4789, false);
  private static final MirrorTunnel GENEVE =
      new MirrorTunnel(Encapsulation.GENEVE, 77, 6081, false);
  private static final MirrorTunnel RETURNED =
      new MirrorTunnel(Encapsulation.GENEVE, null, 6081, true);
  private static final InetSocketAddress BALANCER = new InetSocketAddress("10.60.0.9", 61_234);
  private static final InetSocketAddress US = new InetSocketAddress("10.60.0.5", 6081);
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;

  private final Hands hands = new Hands(BALANCER, US, 9_001, null);

  private boolean receive(MirrorTunnel tunnel, byte[] datagram) {
    boolean left = hands.give(tunnel.routes().getFirst(), datagram);
    Totals now = totals();
    assertThat(now.inPackets().get(Tunnel.MIRROR))
        .isEqualTo(
            now.outPackets().get(Tunnel.MIRROR)
                + now.observedPackets().get(Tunnel.MIRROR)
                + Totals.sum(now.drops())
                + now.queued());
    return left;
  }

  private Totals totals() {
    return hands.totals();
  }

  static Stream<Arguments> mirrored() {
    byte[] frame = vxlan(77, SYN);
    byte[] broken = SYN.clone();
    broken[24] ^= 1;
    return Stream.of(
        argumentSet("VXLAN", VXLAN, frame),
        argumentSet("VXLAN, cut to one byte by the session", VXLAN, Arrays.copyOf(frame, 9)),
        argumentSet("VXLAN, a checksum wrong inside", VXLAN, vxlan(77, broken)),
        argumentSet("VXLAN, jumbo", VXLAN, vxlan(77, new byte[8_500])),
        argumentSet("GENEVE over IPv4", GENEVE, geneve(IPV4, 1, udp4(4789, frame))),
        argumentSet("GENEVE over IPv6", GENEVE, geneve(IPV6, 1, udp6(4789, frame))),
        argumentSet(
            "GENEVE, cut to one byte by the session",
            GENEVE,
            geneve(IPV4, 1, udp4(4789, Arrays.copyOf(frame, 9)))),
        argumentSet(
            "GENEVE, jumbo", GENEVE, geneve(IPV6, 1, udp6(4789, vxlan(77, new byte[8_500])))));
  }

  @ParameterizedTest
  @MethodSource("mirrored")
  void aMirroredPacketEndsHereObserved(MirrorTunnel tunnel, byte[] datagram) {
    boolean left = receive(tunnel, datagram);

    assertThat(totals().observedPackets().get(Tunnel.MIRROR)).isEqualTo(1);
    assertThat(totals().observedBytes().get(Tunnel.MIRROR)).isEqualTo(datagram.length);
    assertThat(totals().inBytes().get(Tunnel.MIRROR)).isEqualTo(datagram.length);
    assertThat(hands.sent.isEmpty()).isTrue();
    assertThat(left).as("the memory is free again").isFalse();
  }

  /** By whichever load balancer it came: filters, captures and tools ask of the same frame. */
  @Test
  void whoLooksOnSeesTheFrameThatTheSessionMirrored() {
    List<String> seen = new ArrayList<>();
    PacketTap tap =
        new PacketTap() {
          @Override
          public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
            byte[] frame = new byte[datagram.packetLength()];
            MemorySegment.copy(
                datagram.memory(),
                ValueLayout.JAVA_BYTE,
                datagram.packet(),
                frame,
                0,
                frame.length);
            seen.add(
                "%s of network %d, link type %d, port %d"
                    .formatted(
                        HexFormat.of().formatHex(frame),
                        datagram.networkId(),
                        datagram.linkType(),
                        packet.destinationPort()));
          }

          @Override
          public void tick(long nanos) {}
        };
    Hands watched = new Hands(BALANCER, US, 9_001, tap);
    byte[] frame = vxlan(77, SYN);

    watched.give(VXLAN.routes().getFirst(), frame);
    watched.give(GENEVE.routes().getFirst(), geneve(IPV4, 1, udp4(4789, frame)));
    watched.give(GENEVE.routes().getFirst(), geneve(IPV6, 1, udp6(4789, frame)));

    assertThat(seen)
        .hasSize(3)
        .containsOnly(HexFormat.of().formatHex(SYN) + " of network 77, link type 1, port 8080");
  }

  static Stream<Arguments> dropped() {
    byte[] frame = vxlan(77, SYN);
    byte[] noFlag = frame.clone();
    noFlag[0] = 0;
    byte[] good = geneve(IPV4, 1, udp4(4789, frame));
    return Stream.of(
        argumentSet("an empty one", VXLAN, new byte[0], DropReason.SHORT_DATAGRAM),
        argumentSet("no frame", VXLAN, Arrays.copyOf(frame, 8), DropReason.SHORT_DATAGRAM),
        argumentSet("no flag", VXLAN, noFlag, DropReason.NOT_VXLAN),
        argumentSet("another network", VXLAN, vxlan(78, SYN), DropReason.BAD_VNI),
        argumentSet("longer than the buffer", VXLAN, new byte[9_001], DropReason.TRUNCATED),
        argumentSet("no header", GENEVE, new byte[7], DropReason.SHORT_DATAGRAM),
        argumentSet("half", GENEVE, Arrays.copyOf(good, 39), DropReason.SHORT_DATAGRAM),
        argumentSet("version 1", GENEVE, with(good, 0, 0x48), DropReason.NOT_GENEVE),
        argumentSet("an option too long", GENEVE, with(good, 35, 2), DropReason.NOT_GENEVE),
        argumentSet("a control packet", GENEVE, with(good, 1, 0x80), DropReason.CONTROL_PACKET),
        argumentSet("a critical option", GENEVE, with(good, 1, 0x40), DropReason.CRITICAL_OPTION),
        argumentSet("ARP inside", GENEVE, geneve(0x0806, 1, SYN), DropReason.NOT_MIRRORED),
        argumentSet(
            "another port inside",
            GENEVE,
            geneve(IPV4, 1, udp4(4788, frame)),
            DropReason.NOT_MIRRORED),
        argumentSet("TCP inside", GENEVE, with(good, 40 + 9, 6), DropReason.NOT_MIRRORED),
        argumentSet("a fragment inside", GENEVE, with(good, 40 + 6, 0x20), DropReason.NOT_MIRRORED),
        argumentSet(
            "half an IPv4 header", GENEVE, Arrays.copyOf(good, 55), DropReason.NOT_MIRRORED),
        argumentSet("no VXLAN", GENEVE, Arrays.copyOf(good, 68), DropReason.SHORT_DATAGRAM),
        argumentSet(
            "VXLAN of another network",
            GENEVE,
            geneve(IPV4, 1, udp4(4789, vxlan(78, SYN))),
            DropReason.BAD_VNI),
        argumentSet("bare VXLAN", GENEVE, frame, DropReason.NOT_GENEVE));
  }

  private static byte[] with(byte[] datagram, int at, int value) {
    byte[] changed = datagram.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @ParameterizedTest
  @MethodSource("dropped")
  void whatIsNoMirroredPacketIsCountedUnderOneReason(
      MirrorTunnel tunnel, byte[] datagram, DropReason reason) {
    boolean left = receive(tunnel, datagram);

    assertThat(totals().drops().get(reason)).isEqualTo(1);
    assertThat(Totals.sum(totals().drops())).isEqualTo(1);
    assertThat(left).isFalse();
  }

  static Stream<Arguments> returned() {
    byte[] mirrored = geneve(IPV4, 7, udp4(4789, vxlan(77, SYN)));
    return Stream.of(
        argumentSet("IPv4", RETURNED, geneve(IPV4, 0xdead_beef, udp4(53, new byte[100]))),
        argumentSet("IPv6", RETURNED, geneve(IPV6, 5, udp6(443, new byte[1_400]))),
        argumentSet("what cannot be parsed", RETURNED, geneve(IPV4, 5, new byte[] {1, 2, 3})),
        argumentSet("nothing inside", RETURNED, geneve(IPV4, 5, new byte[0])),
        argumentSet(
            "a mirrored packet", new MirrorTunnel(Encapsulation.GENEVE, 77, 6081, true), mirrored));
  }

  @ParameterizedTest
  @MethodSource("returned")
  void whatGoesBackIsTheSameToTheLastByteAndGoesToTheBalancersPort(
      MirrorTunnel tunnel, byte[] datagram) {
    receive(tunnel, datagram);

    Sent.Packet out = hands.sent.next();
    assertThat(out.to()).isEqualTo(new InetSocketAddress("10.60.0.9", 6081));
    assertThat(out.bytes()).isEqualTo(datagram);
    assertThat(totals().outPackets().get(Tunnel.MIRROR)).isEqualTo(1);
    assertThat(totals().outBytes().get(Tunnel.MIRROR)).isEqualTo(datagram.length);
    assertThat(Totals.sum(totals().observedPackets())).isZero();
  }

  @Test
  void aControlPacketDoesNotGoBack() {
    receive(RETURNED, with(geneve(IPV4, 1, udp4(53, new byte[9])), 1, 0x80));

    assertThat(totals().drops().get(DropReason.CONTROL_PACKET)).isEqualTo(1);
    assertThat(hands.sent.isEmpty()).isTrue();
  }

  @Property
  void anyBytesAreObservedReturnedOrCounted(@ForAll @Size(max = 150) byte[] bytes) {
    receive(VXLAN, bytes);
    receive(VXLAN, vxlan(77, bytes));
    receive(GENEVE, bytes);
    receive(GENEVE, geneve(IPV4, 1, bytes));
    receive(GENEVE, geneve(IPV6, 1, bytes));
    receive(GENEVE, geneve(0x6558, 1, bytes));
    receive(RETURNED, bytes);
    assertThat(totals().drops().get(DropReason.INTERNAL_ERROR)).isZero();
  }

  @Property
  void aDamagedDatagramIsObservedOrCounted(
      @ForAll @IntRange(max = 120) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 138) int cut) {
    byte[] datagram = with(geneve(IPV4, 1, udp4(4789, vxlan(77, SYN))), at, value);
    receive(GENEVE, Arrays.copyOf(datagram, Math.min(cut, datagram.length)));

    assertThat(totals().drops().get(DropReason.INTERNAL_ERROR)).isZero();
  }
}
