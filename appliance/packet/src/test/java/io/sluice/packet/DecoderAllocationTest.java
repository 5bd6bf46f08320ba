package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a packet makes no garbage: a pause for collection is a pause for packets. */
class DecoderAllocationTest {
  private static final int ROUNDS = 2_000;

  private record Packet(MemorySegment memory, int linkType) {}

  private static Packet packet(Arena arena, byte[] bytes, int linkType) {
    MemorySegment memory = arena.allocate(bytes.length);
    memory.copyFrom(MemorySegment.ofArray(bytes));
    return new Packet(memory, linkType);
  }

  private static List<Packet> packets(Arena arena) {
    List<Packet> packets = new ArrayList<>();
    for (Wrapping wrapping : Wrapping.all()) {
      packets.add(packet(arena, wrapping.packet(), wrapping.linkType()));
    }
    byte[] segment = Wrap.tcp(100);
    for (int from = 0; from < 120; from += 40) {
      byte[] part = Arrays.copyOfRange(segment, from, from + 40);
      int more = from < 80 ? 0x2000 : 0;
      byte[] fragment =
          Wrap.ipv4Fragment(Ports.TCP, "0a010001", "0a010002", 1, (from / 8) | more, part);
      packets.add(packet(arena, fragment, LinkType.RAW));
    }
    return packets;
  }

  @Test
  void decodingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Reassembly reassembly = Reassembly.live();
    Decoder decoder = new Decoder(TunnelPorts.REGISTERED, reassembly);
    try (Arena arena = Arena.ofConfined()) {
      Packet[] packets = packets(arena).toArray(Packet[]::new);
      long good = decode(decoder, packets);

      long before = threads.getCurrentThreadAllocatedBytes();
      good += decode(decoder, packets);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      // Two of three fragments wait for the third
      assertThat(good).isEqualTo(2L * ROUNDS * (packets.length - 2));
      assertThat(reassembly.completed()).isEqualTo(2L * ROUNDS);
      // The compiler and the bean itself may cost a few objects; one for each packet would be 16 B
      assertThat(allocated).isLessThan((long) ROUNDS * packets.length);
    }
  }

  private static long decode(Decoder decoder, Packet[] packets) {
    long good = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (Packet packet : packets) {
        int length = (int) packet.memory.byteSize();
        Verdict verdict = decoder.decode(packet.memory, 0, length, length, packet.linkType, round);
        good += verdict == Verdict.OK ? 1 : 0;
      }
    }
    return good;
  }
}
