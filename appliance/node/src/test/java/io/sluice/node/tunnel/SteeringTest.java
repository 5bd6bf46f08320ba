package io.sluice.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.linux.BpfMachine;
import io.sluice.node.tunnel.InnerPackets.Ends;
import io.sluice.node.tunnel.Steering.Inside;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By which rule datagrams are dealt out, in Java and as the kernel's program. */
class SteeringTest {
  private static final int[] PROTOCOLS = {InnerPackets.TCP, InnerPackets.UDP, InnerPackets.ICMP};

  private static int java(Steering steering, byte[] datagram) {
    return steering.worker(MemorySegment.ofArray(datagram), 0, datagram.length);
  }

  private static int program(Steering steering, byte[] datagram) {
    return new BpfMachine(SteeringProgram.of(steering)).run(datagram);
  }

  @Property(tries = 5_000)
  void theProgramAndTheRuleAgreeOnEveryPacketWholeCutOrDamaged(
      @ForAll Inside inside,
      @ForAll @IntRange(min = 1, max = 64) int workers,
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int protocol,
      @ForAll boolean fragment,
      @ForAll @IntRange(max = 300) int cut,
      @ForAll @IntRange(max = 120) int damagedAt,
      @ForAll byte damage) {
    InnerPackets packets = new InnerPackets(seed);
    Steering steering = new Steering(inside, workers);
    byte[] datagram = packets.datagram(inside, packets.ends(PROTOCOLS[protocol]), fragment);
    byte[] damaged = datagram.clone();
    damaged[Math.min(damagedAt, damaged.length - 1)] = damage;

    assertThat(program(steering, datagram)).isEqualTo(java(steering, datagram));
    assertThat(program(steering, damaged)).isEqualTo(java(steering, damaged));
    byte[] part = Arrays.copyOf(datagram, Math.min(cut, datagram.length));
    assertThat(program(steering, part)).isEqualTo(java(steering, part));
    assertThat(java(steering, datagram)).isBetween(0, workers - 1);
  }

  @Property(tries = 5_000)
  void theProgramAndTheRuleAgreeOnAnyBytes(
      @ForAll Inside inside, @ForAll @Size(max = 150) byte[] bytes) {
    Steering steering = new Steering(inside, 7);
    assertThat(program(steering, bytes)).isEqualTo(java(steering, bytes));
  }

  @Property(tries = 5_000)
  void bothDirectionsOfAFlowHaveOneWorkerWhateverStandsBeforeItsPorts(
      @ForAll Inside inside,
      @ForAll @IntRange(min = 2, max = 64) int workers,
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int protocol) {
    InnerPackets packets = new InnerPackets(seed);
    Steering steering = new Steering(inside, workers);
    Ends ends = packets.ends(PROTOCOLS[protocol]);
    int there = java(steering, packets.datagram(inside, ends, false));

    assertThat(java(steering, packets.datagram(inside, ends.reversed(), false))).isEqualTo(there);
  }

  @Property(tries = 5_000)
  void fragmentsMeetEachOtherAndTheRestOfTheirFlow(
      @ForAll Inside inside,
      @ForAll @IntRange(min = 2, max = 64) int workers,
      @ForAll long seed,
      @ForAll boolean udp) {
    InnerPackets packets = new InnerPackets(seed);
    Steering steering = new Steering(inside, workers);
    Ends ends = packets.ends(udp ? InnerPackets.UDP : InnerPackets.ICMP);
    int whole = java(steering, packets.datagram(inside, ends, false));

    for (int i = 0; i < 4; i++) {
      Ends either = i % 2 == 0 ? ends : ends.reversed();
      assertThat(java(steering, packets.datagram(inside, either, true))).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource(Inside.class)
  void flowsSpreadEvenly(Inside inside) {
    int workers = 4;
    int flows = 10_000;
    InnerPackets packets = new InnerPackets(3);
    Steering steering = new Steering(inside, workers);
    int[] counts = new int[workers];
    for (int i = 0; i < flows; i++) {
      counts[java(steering, packets.datagram(inside, packets.ends(PROTOCOLS[i % 3]), false))]++;
    }

    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(2_300, 2_700));
  }

  @Test
  void connectionsBetweenOnePairOfHostsSpreadEvenly() {
    int workers = 4;
    Steering steering = new Steering(Inside.VXLAN, workers);
    int[] counts = new int[workers];
    for (int port = 40_000; port < 50_000; port++) {
      counts[java(steering, Datagrams.vxlan(900, Datagrams.frame(port, 60)))]++;
    }

    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(2_300, 2_700));
  }

  @Test
  void aTunnelInsideWhoseSourcePortDiffersByDirectionHasOneWorker() {
    InnerPackets packets = new InnerPackets(5);
    Steering steering = new Steering(Inside.VXLAN, 64);
    for (int i = 0; i < 100; i++) {
      Ends there = packets.ends(InnerPackets.UDP);
      Ends turned = there.reversed();
      Ends back = new Ends(turned.six(), turned.protocol(), turned.one(), turned.other(), i, 4789);
      assertThat(java(steering, packets.datagram(Inside.VXLAN, there, false)))
          .isEqualTo(java(steering, packets.datagram(Inside.VXLAN, back, false)));
    }
  }
}
