package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes: a verdict and a reason, never an exception, never a byte from elsewhere. */
class DecoderProperties {
  private static final List<Wrapping> WRAPPINGS = Wrapping.all();
  private static final int LINK_TYPES = 300;

  private final Decoder decoder =
      new Decoder(TunnelPorts.REGISTERED, new Reassembly(4, 1 << 18, Duration.ofDays(1)));

  /** A packet that was sound once: bytes of it changed, its end cut off. */
  @Provide
  Arbitrary<Wrapping> damaged() {
    Arbitrary<Wrapping> sound = Arbitraries.of(WRAPPINGS);
    Arbitrary<Long> seeds = Arbitraries.longs();
    return Combinators.combine(sound, seeds).as(DecoderProperties::damage);
  }

  private static Wrapping damage(Wrapping sound, long seed) {
    Random random = new Random(seed);
    byte[] packet = sound.packet().clone();
    for (int changes = random.nextInt(5); changes > 0; changes--) {
      byte[] likely = {0, 1, 4, 6, 17, 41, 44, 47, 60, 0x45, 0x60, 0x7f, (byte) 0x81, -1};
      byte value =
          random.nextBoolean()
              ? likely[random.nextInt(likely.length)]
              : (byte) random.nextInt(0x100);
      packet[random.nextInt(packet.length)] = value;
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(packet.length + 1) : packet.length;
    return new Wrapping(sound.name(), sound.linkType(), Arrays.copyOf(packet, length), false);
  }

  /** A segment of just these bytes throws where one more is read. */
  private void decode(byte[] packet, int more, int linkType) {
    MemorySegment exact = MemorySegment.ofArray(packet);
    Verdict verdict = decoder.decode(exact, 0, packet.length, packet.length + more, linkType);

    assertThat(verdict == Verdict.OK).isEqualTo(decoder.transport() != Layers.NONE);
    if (verdict != Verdict.OK) {
      assertThat(verdict).isEqualTo(decoder.unread().verdict());
    }
    if (decoder.transport() != Layers.NONE) {
      assertThat(decoder.network()).isBetween(0L, decoder.transport());
      assertThat(decoder.transport()).isLessThanOrEqualTo(decoder.end());
      assertThat(decoder.end()).isLessThanOrEqualTo(decoder.memory().byteSize());
      assertThat((long) decoder.transportLength())
          .isGreaterThanOrEqualTo(decoder.end() - decoder.transport());
    }
    if (decoder.transport() != Layers.NONE && Ports.has(decoder.protocol())) {
      assertThat(decoder.end() - decoder.transport()).isGreaterThanOrEqualTo(Ports.LENGTH);
    }
  }

  @Property(tries = 20_000)
  void randomBytesAreReadToAReason(
      @ForAll @Size(max = 200) byte[] packet,
      @ForAll @IntRange(max = LINK_TYPES) int linkType,
      @ForAll @IntRange(max = 100) int more) {
    decode(packet, more, linkType);
  }

  @Property(tries = 20_000)
  void damagedPacketsAreReadToAReason(
      @ForAll("damaged") Wrapping packet, @ForAll @IntRange(max = 100) int more) {
    decode(packet.packet(), more, packet.linkType());
  }

  @Property(tries = 2_000)
  void damagedPacketsOfAnotherLinkTypeAreReadToAReason(
      @ForAll("damaged") Wrapping packet, @ForAll @IntRange(max = LINK_TYPES) int linkType) {
    decode(packet.packet(), 0, linkType);
  }

  @Property(tries = 5_000)
  void whatStandsAroundAPacketDoesNotMatter(
      @ForAll("damaged") Wrapping packet,
      @ForAll @IntRange(max = 70) int before,
      @ForAll long seed) {
    byte[] bytes = packet.packet();
    byte[] around = new byte[before + bytes.length + 100];
    new Random(seed).nextBytes(around);
    System.arraycopy(bytes, 0, around, before, bytes.length);

    String alone = told(MemorySegment.ofArray(bytes), 0, bytes.length, packet.linkType());
    String there = told(MemorySegment.ofArray(around), before, bytes.length, packet.linkType());

    assertThat(there).isEqualTo(alone);
  }

  private static String told(MemorySegment memory, int at, int length, int linkType) {
    Decoder d = new Decoder();
    Verdict verdict = d.decode(memory, at, length, length, linkType);
    return List.of(
            verdict,
            d.unread(),
            d.ipVersion(),
            d.network() == Layers.NONE ? -1 : d.network() - at,
            d.sourceHigh(),
            d.sourceLow(),
            d.destinationHigh(),
            d.destinationLow(),
            d.protocol(),
            d.isFragment(),
            d.transport() == Layers.NONE ? -1 : d.transport() - at,
            d.transportLength(),
            d.sourcePort(),
            d.destinationPort(),
            d.end() - at,
            d.vlan(),
            d.vni())
        .toString();
  }
}
