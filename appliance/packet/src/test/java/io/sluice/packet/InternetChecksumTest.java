package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

  @Test
  void givesTheSumOfTheExampleInRfc1071() {
    // RFC 1071 section 3: 0001 f203 f4f5 f6f7 sums to ddf2
    MemorySegment words = Hex.memory("0001 f203 f4f5 f6f7");

    assertThat(InternetChecksum.of(words, 0, 8)).isEqualTo(~0xddf2 & 0xffff);
  }

  @Test
  void findsTheChecksumsOfCapturedHeadersRight() {
    assertThat(Ipv4.checksumHolds(Hex.memory(Fixtures.VLAN_UDP), 18)).isTrue();
    assertThat(Ipv4.checksumHolds(Hex.memory(Fixtures.IPV4_LATER_FRAGMENT), 14)).isTrue();
  }

  @Test
  void noticesOneWrongBit() {
    MemorySegment frame = Hex.memory(Fixtures.VLAN_UDP);
    Memory.put16(frame, 18 + Ipv4.TOTAL_LENGTH, 0x21);

    assertThat(Ipv4.checksumHolds(frame, 18)).isFalse();
    Ipv4.putChecksum(frame, 18);
    assertThat(Ipv4.checksumHolds(frame, 18)).isTrue();
  }

  @Property
  void equalsTheTextbookSumWordByWord(@ForAll @Size(max = 99) byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }

    assertThat(InternetChecksum.of(MemorySegment.ofArray(bytes), 0, bytes.length))
        .isEqualTo(~sum & 0xffff);
  }
}
