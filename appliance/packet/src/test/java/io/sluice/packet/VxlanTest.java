package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VxlanTest {

  @Test
  void readsTheHeaderThatTheGatewayWritesForNetwork901() {
    // 0800 0000: flag I; 0003 8500: VNI 0x000385 = 901
    MemorySegment header = Hex.memory("0800 0000 0003 8500");

    assertThat(Vxlan.check(header, 0, 8)).isEqualTo(Verdict.OK);
    assertThat(Vxlan.flags(header, 0)).isEqualTo(Vxlan.FLAG_VNI);
    assertThat(Vxlan.vni(header, 0)).isEqualTo(901);
  }

  @Test
  void ignoresReservedBitsWhenReadAndWritesThemAsZero() {
    MemorySegment header = Hex.memory("ffff ffff ffff ffff");

    assertThat(Vxlan.check(header, 0, 8)).isEqualTo(Verdict.OK);
    assertThat(Vxlan.vni(header, 0)).isEqualTo(Vxlan.MAX_VNI);
    Vxlan.put(header, 0, 900);
    assertThat(header.mismatch(Hex.memory("0800 0000 0003 8400"))).isEqualTo(-1);
  }

  @Test
  void aHeaderWithoutTheFlagHasNoNetworkAndSevenBytesAreNone() {
    assertThat(Vxlan.check(Hex.memory("0000 0000 0003 8500"), 0, 8)).isEqualTo(Verdict.NO_VNI);
    assertThat(Vxlan.check(Hex.memory("0800 0000 0003 85"), 0, 7)).isEqualTo(Verdict.TRUNCATED);
  }

  @Property
  void whatIsWrittenIsRead(@ForAll @IntRange(max = Vxlan.MAX_VNI) int vni) {
    MemorySegment header = MemorySegment.ofArray(new byte[11]);
    Vxlan.put(header, 3, vni);

    assertThat(Vxlan.check(header, 3, 8)).isEqualTo(Verdict.OK);
    assertThat(Vxlan.vni(header, 3)).isEqualTo(vni);
  }
}
