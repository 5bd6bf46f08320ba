package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OnesComplementTest {
  @Property
  void aSumIsThatOfTheTextbook(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 9) int begin) {
    int at = Math.min(begin, bytes.length);
    int length = bytes.length - at;
    long sum = OnesComplement.sum(MemorySegment.ofArray(bytes), at, length);

    assertThat(OnesComplement.word(~OnesComplement.fold(sum) & 0xffff))
        .isEqualTo(Frames.checksum(bytes, at, length, 0));
  }

  @Property
  void partsOfEvenLengthAddUp(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 150) int half) {
    int cut = Math.min(2 * half, bytes.length & ~1);
    MemorySegment memory = MemorySegment.ofArray(bytes);
    long parts =
        OnesComplement.sum(memory, 0, cut) + OnesComplement.sum(memory, cut, bytes.length - cut);

    assertThat(OnesComplement.fold(parts))
        .isEqualTo(OnesComplement.fold(OnesComplement.sum(memory, 0, bytes.length)));
  }

  @Property
  void theLongestFrameOfOnesDoesNotOverflow(@ForAll @IntRange(max = 65_535) int length) {
    byte[] ones = new byte[length];
    java.util.Arrays.fill(ones, (byte) 0xff);
    long sum = OnesComplement.sum(MemorySegment.ofArray(ones), 0, length);

    assertThat(OnesComplement.word(~OnesComplement.fold(sum) & 0xffff))
        .isEqualTo(Frames.checksum(ones, 0, length, 0));
  }
}
