package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes written by hand from the figures of RFC 8926, sections 3.4 and 3.5. */
class GeneveTest {
  /** What an AWS gateway load balancer puts in front of an IPv4 packet: cloud-facts GW-2. */
  private static final String AWS =
      """
      0800 0800 0000 0000
      0108 0102 1122 3344 5566 7788
      0108 0202 99aa bbcc ddee ff00
      0108 0301 dead beef
      """;

  private static Verdict check(MemorySegment header) {
    return Geneve.check(header, 0, header.byteSize());
  }

  @Test
  void readsTheSmallestHeader() {
    // version 0, no options; no flags; 0x6558 transparent Ethernet; VNI 0x123456; reserved 0xff
    MemorySegment header = Hex.memory("0000 6558 1234 56ff");

    assertThat(check(header)).isEqualTo(Verdict.OK);
    assertThat(Geneve.version(header, 0)).isZero();
    assertThat(Geneve.headerLength(header, 0)).isEqualTo(8);
    assertThat(Geneve.isControl(header, 0)).isFalse();
    assertThat(Geneve.hasCriticalOption(header, 0)).isFalse();
    assertThat(Geneve.protocolType(header, 0)).isEqualTo(Geneve.TYPE_ETHERNET);
    assertThat(Geneve.vni(header, 0)).isEqualTo(0x123456);
  }

  @ParameterizedTest
  @CsvSource({"80,true,false", "40,false,true", "c0,true,true", "3f,false,false"})
  void theTwoHighestBitsOfTheSecondByteAreControlAndCritical(
      String flags, boolean control, boolean critical) {
    MemorySegment header = Hex.memory("00" + flags + " 6558 0000 0000");

    assertThat(Geneve.isControl(header, 0)).isEqualTo(control);
    assertThat(Geneve.hasCriticalOption(header, 0)).isEqualTo(critical);
  }

  @Test
  void readsTheOptionsOfAnAwsGatewayLoadBalancer() {
    MemorySegment header = Hex.memory(AWS);

    assertThat(check(header)).isEqualTo(Verdict.OK);
    assertThat(Geneve.optionsLength(header, 0)).isEqualTo(32);
    assertThat(Geneve.headerLength(header, 0)).isEqualTo(40);
    assertThat(Geneve.protocolType(header, 0)).isEqualTo(Ethernet.TYPE_IPV4);
    assertThat(Geneve.vni(header, 0)).isZero();
    assertThat(GeneveOption.optionClass(header, 8)).isEqualTo(GeneveOption.CLASS_AWS);
    assertThat(GeneveOption.type(header, 8)).isEqualTo(GeneveOption.AWS_ENDPOINT);
    assertThat(GeneveOption.isCritical(header, 8)).isFalse();
    assertThat(GeneveOption.dataLength(header, 8)).isEqualTo(8);
    assertThat(GeneveOption.length(header, 8)).isEqualTo(12);
    long endpoint =
        GeneveOption.find(header, 0, GeneveOption.CLASS_AWS, GeneveOption.AWS_ENDPOINT, 8);
    assertThat(Memory.i64(header, endpoint)).isEqualTo(0x1122_3344_5566_7788L);
    long attachment =
        GeneveOption.find(header, 0, GeneveOption.CLASS_AWS, GeneveOption.AWS_ATTACHMENT, 8);
    assertThat(Memory.i64(header, attachment)).isEqualTo(0x99aa_bbcc_ddee_ff00L);
    assertThat(Memory.i32(header, GeneveOption.awsFlowCookie(header, 0))).isEqualTo(0xdead_beef);
  }

  @Test
  void anOptionOfAnotherClassTypeOrLengthIsNotTheOneLookedFor() {
    assertThat(GeneveOption.awsFlowCookie(Hex.memory("0200 0800 0000 0000 0109 0301 0000 0000"), 0))
        .isEqualTo(Layers.NONE);
    assertThat(GeneveOption.awsFlowCookie(Hex.memory("0200 0800 0000 0000 0108 8301 0000 0000"), 0))
        .isEqualTo(Layers.NONE);
    assertThat(GeneveOption.awsFlowCookie(Hex.memory("0100 0800 0000 0000 0108 0300"), 0))
        .isEqualTo(Layers.NONE);
  }

  @Test
  void theLengthOfOptionsTakesAllSixBits() {
    // 0x3f: 63 words; two options of 31 + 1 words each would be 64, so 31 + 1 and 30 + 1
    byte[] most = new byte[Geneve.MAX_HEADER_LENGTH];
    most[0] = 0x3f;
    most[8 + 3] = 0x1f;
    most[8 + 128 + 3] = 0x1e;
    MemorySegment header = MemorySegment.ofArray(most);

    assertThat(check(header)).isEqualTo(Verdict.OK);
    assertThat(Geneve.optionsLength(header, 0)).isEqualTo(252);
    assertThat(GeneveOption.dataLength(header, 8)).isEqualTo(124);
    assertThat(GeneveOption.length(header, 8 + 128)).isEqualTo(124);
    assertThat(Geneve.check(header, 0, most.length - 1)).isEqualTo(Verdict.TRUNCATED);
  }

  @Test
  void theThreeReservedBitsOfAnOptionsLengthAreIgnored() {
    MemorySegment header = Hex.memory("0200 0800 0000 0000 0108 03e1 0000 0001");

    assertThat(check(header)).isEqualTo(Verdict.OK);
    assertThat(GeneveOption.dataLength(header, 8)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "0000 6558 0000 00, TRUNCATED, seven bytes",
    "0100 6558 0000 0000 0108 01, TRUNCATED, options cut off",
    "4000 6558 0000 0000, UNKNOWN, version 1",
    "c000 6558 0000 0000, UNKNOWN, version 3",
    "0100 6558 0000 0000 0108 0101 0000 0000, MALFORMED, an option that reaches into the payload",
    "0200 6558 0000 0000 0108 0100 0108 0101 0000, MALFORMED, the second option does",
  })
  void lengthsAreHeldAgainstEachOther(String bytes, Verdict verdict, String what) {
    assertThat(check(Hex.memory(bytes))).as(what).isEqualTo(verdict);
  }

  @Property(tries = 5_000)
  void anyBytesGetAVerdictAndSoundOptionsEndWhereTheHeaderDoes(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 0x3f) int words) {
    if (bytes.length > 0) {
      bytes[0] = (byte) words;
    }
    MemorySegment memory = MemorySegment.ofArray(bytes);
    if (check(memory) == Verdict.OK) {
      long at = Geneve.OPTIONS;
      while (at < Geneve.headerLength(memory, 0)) {
        at += GeneveOption.length(memory, at);
      }
      assertThat(at).isEqualTo(Geneve.headerLength(memory, 0)).isLessThanOrEqualTo(bytes.length);
      GeneveOption.awsFlowCookie(memory, 0);
    }
  }

  @Property(tries = 5_000)
  void aDamagedHeaderGetsAVerdict(
      @ForAll @IntRange(max = 39) int at, @ForAll byte value, @ForAll @IntRange(max = 40) int cut) {
    byte[] bytes = Hex.bytes(AWS);
    bytes[at] = value;
    MemorySegment memory = MemorySegment.ofArray(bytes);

    Verdict verdict = Geneve.check(memory, 0, cut);
    assertThat(verdict).isNotNull();
    if (verdict == Verdict.OK) {
      assertThat(Geneve.headerLength(memory, 0)).isLessThanOrEqualTo(cut);
    }
  }
}
