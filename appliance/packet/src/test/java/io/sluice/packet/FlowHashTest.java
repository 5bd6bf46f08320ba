package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlowHashTest {
  private final Layers layers = new Layers();

  private int hash(byte[] frame) {
    MemorySegment memory = MemorySegment.ofArray(frame);
    layers.parse(memory, 0, frame.length);
    return FlowHash.of(memory, layers);
  }

  @Test
  void aConversationsTwoDirectionsHashEqual() {
    assertThat(hash(Hex.bytes(Fixtures.TCP_SYN))).isEqualTo(hash(Hex.bytes(Fixtures.TCP_SYN_ACK)));
  }

  @Property
  void swappingIpv6EndsKeepsTheHash(
      @ForAll @Size(32) byte[] addresses, @ForAll @Size(4) byte[] ports) {
    byte[] there = Hex.bytes(Fixtures.IPV6_HOP_BY_HOP_UDP);
    byte[] back = there.clone();
    System.arraycopy(addresses, 0, there, 14 + 8, 32);
    System.arraycopy(addresses, 0, back, 14 + 24, 16);
    System.arraycopy(addresses, 16, back, 14 + 8, 16);
    System.arraycopy(ports, 0, there, 62, 4);
    System.arraycopy(ports, 0, back, 64, 2);
    System.arraycopy(ports, 2, back, 62, 2);

    assertThat(hash(there)).isEqualTo(hash(back));
  }

  @Test
  void framesWithoutIpHashTheirMacAddresses() {
    byte[] request = Hex.bytes(Fixtures.ARP);
    byte[] mirrored = request.clone();
    System.arraycopy(request, 0, mirrored, 6, 6);
    System.arraycopy(request, 6, mirrored, 0, 6);

    assertThat(hash(mirrored)).isEqualTo(hash(request)).isNotZero();
    mirrored[5] ^= 1;
    assertThat(hash(mirrored)).isNotEqualTo(hash(request));
  }

  @Test
  void allFragmentsOfADatagramHashEqual() {
    byte[] later = Hex.bytes(Fixtures.IPV4_LATER_FRAGMENT);
    byte[] first = later.clone();
    first[20] = 0x20;
    first[21] = 0;

    assertThat(hash(first)).isEqualTo(hash(later));
  }

  @Test
  void aThousandFlowsOfOneClientSpreadOverEightPorts() {
    int[] flows = new int[8];
    Set<Integer> hashes = new HashSet<>();
    byte[] frame = Hex.bytes(Fixtures.TCP_SYN);
    for (int port = 40_000; port < 41_000; port++) {
      frame[34] = (byte) (port >> 8);
      frame[35] = (byte) port;
      int hash = hash(frame);
      hashes.add(hash);
      flows[hash & 7]++;
    }

    assertThat(hashes).hasSizeGreaterThan(998);
    for (int count : flows) {
      assertThat(count).isBetween(80, 170);
    }
  }

  @Test
  void lessThanAnEthernetHeaderHashesToZero() {
    assertThat(hash(new byte[13])).isZero();
  }
}
