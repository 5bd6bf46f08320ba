package io.sluice.node.flow.timing;

import io.sluice.packet.Decoder;
import io.sluice.packet.Tcp;
import io.sluice.packet.TcpOptions;
import java.lang.foreign.MemorySegment;

/** What is asked of one TCP segment. A cursor. */
final class Segment {
  private final TcpOptions options = new TcpOptions();
  private MemorySegment memory = MemorySegment.NULL;
  private long header;
  private long end;
  private boolean optionsRead;
  private long chance;
  int direction;
  long tick;
  int sequence;
  int acknowledgment;
  int flags;
  int window;

  /** Payload in bytes, on the wire. */
  int length;

  /**
   * @return false where its header was not captured, or contradicts itself
   */
  boolean read(Decoder packet, int direction, long nanos) {
    memory = packet.memory();
    header = packet.transport();
    end = packet.end();
    if (end - header < Tcp.MIN_HEADER_LENGTH) {
      return false;
    }
    int headerLength = Tcp.headerLength(memory, header);
    length = packet.transportLength() - headerLength;
    if (headerLength < Tcp.MIN_HEADER_LENGTH || length < 0) {
      return false;
    }
    this.direction = direction;
    tick = Clock.tick(nanos);
    sequence = Tcp.sequence(memory, header);
    acknowledgment = Tcp.acknowledgment(memory, header);
    flags = Tcp.flags(memory, header);
    window = Tcp.window(memory, header);
    optionsRead = false;
    chance = mixed(nanos ^ ((long) sequence << 32) ^ acknowledgment);
    return true;
  }

  /** The finaliser of SplitMix64. */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Sequence number after its payload and FIN. */
  int next() {
    return sequence + length + (has(Tcp.FIN) ? 1 : 0);
  }

  int checksum() {
    return Tcp.checksum(memory, header);
  }

  /** The same bits for the same packet, but as good as random. */
  long chance() {
    return chance;
  }

  TcpOptions options() {
    if (!optionsRead) {
      options.read(memory, header, end);
      optionsRead = true;
    }
    return options;
  }
}
