package io.sluice.it.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** How targets read an input that holds several packets, each with its length in front. */
final class Inputs {
  private static final int MOST = 64;

  private Inputs() {}

  /** Each in memory of just its length, so that a byte read beyond is a fault. */
  static List<MemorySegment> packets(byte[] input, int from) {
    List<MemorySegment> packets = new ArrayList<>();
    int at = from;
    while (at + 2 <= input.length && packets.size() < MOST) {
      int length = ((input[at] & 0xff) << 8) | (input[at + 1] & 0xff);
      at += 2;
      length = Math.min(length, input.length - at);
      byte[] packet = new byte[length];
      System.arraycopy(input, at, packet, 0, length);
      packets.add(MemorySegment.ofArray(packet));
      at += length;
    }
    return packets;
  }

  /** The other way round. */
  static byte[] joined(int first, List<byte[]> packets) {
    Wire wire = new Wire().u8(first);
    packets.forEach(packet -> wire.u16(packet.length).bytes(packet));
    return wire.done();
  }

  /** Fails unless every byte from {@code from} to {@code to} can be read. */
  static void readable(MemorySegment memory, long from, long to) {
    if (from < 0 || to < from || to > memory.byteSize()) {
      throw new AssertionError("%d to %d of %d bytes".formatted(from, to, memory.byteSize()));
    }
    if (to > from) {
      byte first = memory.get(ValueLayout.JAVA_BYTE, from);
      byte last = memory.get(ValueLayout.JAVA_BYTE, to - 1);
      if (first + last > 254) {
        throw new AssertionError("a byte is at most 127");
      }
    }
  }
}
