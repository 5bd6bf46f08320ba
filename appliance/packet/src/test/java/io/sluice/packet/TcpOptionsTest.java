package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TcpOptionsTest {
  private final TcpOptions options = new TcpOptions();

  private void read(String hex) {
    byte[] bytes = Wrap.bytes(hex);
    int words = 5 + (bytes.length + 3) / 4;
    byte[] padding = new byte[words * 4 - 20 - bytes.length];
    byte[] header = Wrap.bytes(new byte[12], words << 4, 2, new byte[6], bytes, padding);
    options.read(MemorySegment.ofArray(header), 0, header.length);
  }

  @Test
  void readsWhatASynTells() {
    read("020405b4 0402 080a 0000002a 00000000 01 030307");

    assertThat(options.maximumSegmentSize()).isEqualTo(1460);
    assertThat(options.sackPermitted()).isTrue();
    assertThat(options.hasTimestamps()).isTrue();
    assertThat(options.timestampValue()).isEqualTo(42);
    assertThat(options.timestampEcho()).isZero();
    assertThat(options.windowScale()).isEqualTo(7);
    assertThat(options.sackCount()).isZero();
    assertThat(options.isSound()).isTrue();
  }

  @Test
  void readsSelectiveAcknowledgments() {
    read("0101 0512 00000001 00000005 fffffff0 00000000");

    assertThat(options.sackCount()).isEqualTo(2);
    assertThat(options.sackLeft(0)).isEqualTo(1);
    assertThat(options.sackRight(0)).isEqualTo(5);
    assertThat(options.sackLeft(1)).isEqualTo(0xffff_fff0);
    assertThat(options.sackRight(1)).isZero();
  }

  @Test
  void readsWhereMultipathStands() {
    read("01 1e0c 20 05 00000001 00000002 00");

    assertThat(options.multipath()).isEqualTo(21);
    assertThat(options.multipathLength()).isEqualTo(12);
  }

  @Test
  void forgetsTheHeaderBefore() {
    read("020405b4 0402 080a 0000002a 00000000 01 030307");
    read("");

    assertThat(options.maximumSegmentSize()).isEqualTo(-1);
    assertThat(options.windowScale()).isEqualTo(-1);
    assertThat(options.sackPermitted()).isFalse();
    assertThat(options.hasTimestamps()).isFalse();
    assertThat(options.isSound()).isTrue();
  }

  @Test
  void keepsWhatStoodBeforeAnOptionThatContradictsTheHeader() {
    read("020405b4 0828 0000002a");

    assertThat(options.maximumSegmentSize()).isEqualTo(1460);
    assertThat(options.hasTimestamps()).isFalse();
    assertThat(options.isSound()).isFalse();
  }

  @Test
  void passesOverAnOptionOfAnotherLengthThanItsKindHas() {
    read("0303ff 0203ff 030307");

    assertThat(options.maximumSegmentSize()).isEqualTo(-1);
    assertThat(options.windowScale()).isEqualTo(7);
  }

  @Property(tries = 5_000)
  void randomHeadersAreReadToTheirEndAndNoFurther(@ForAll @Size(min = 16, max = 70) byte[] bytes) {
    options.read(MemorySegment.ofArray(bytes), 0, bytes.length);

    assertThat(options.sackCount()).isBetween(0, 4);
    for (int i = 0; i < options.sackCount(); i++) {
      // Would throw where a block stood outside the header
      assertThat(List.of(options.sackLeft(i), options.sackRight(i))).hasSize(2);
    }
    assertThat(options.maximumSegmentSize()).isBetween(-1, 0xffff);
    assertThat(options.windowScale()).isBetween(-1, 0xff);
  }
}
