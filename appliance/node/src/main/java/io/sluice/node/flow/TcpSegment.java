package io.sluice.node.flow;

import io.sluice.packet.Decoder;
import io.sluice.packet.Tcp;
import io.sluice.packet.TcpOptions;
import java.lang.foreign.MemorySegment;

/** What the rules need of one TCP header. A cursor set for each packet. */
final class TcpSegment {
  private final TcpOptions options = new TcpOptions();
  private int flags;
  private int sequence;
  private int acknowledgment;
  private int window;
  private int headerLength;
  private int length;
  private boolean measured;
  private int scale;

  /** Reads the header of {@code packet}, of which 16 bytes must have been captured. */
  TcpSegment of(Decoder packet) {
    MemorySegment memory = packet.memory();
    long at = packet.transport();
    flags = Tcp.flags(memory, at);
    sequence = Tcp.sequence(memory, at);
    acknowledgment = Tcp.acknowledgment(memory, at);
    window = Tcp.window(memory, at);
    headerLength = Tcp.headerLength(memory, at);
    measured = !packet.isFragment() && packet.transportLength() >= headerLength;
    length = measured ? packet.transportLength() - headerLength : 0;
    scale = -1;
    if (isSyn() && headerLength > Tcp.MIN_HEADER_LENGTH) {
      options.read(memory, at, packet.end());
      scale = options.windowScale();
    }
    return this;
  }

  boolean has(int bits) {
    return (flags & bits) != 0;
  }

  boolean isSyn() {
    return has(Tcp.SYN);
  }

  boolean isPlainSyn() {
    return (flags & (Tcp.SYN | Tcp.ACK)) == Tcp.SYN;
  }

  boolean isSynAck() {
    return (flags & (Tcp.SYN | Tcp.ACK)) == (Tcp.SYN | Tcp.ACK);
  }

  /** Whether it carries any of SYN, FIN and RST. */
  boolean isControl() {
    return has(Tcp.SYN | Tcp.FIN | Tcp.RST);
  }

  int sequence() {
    return sequence;
  }

  int acknowledgment() {
    return acknowledgment;
  }

  int window() {
    return window;
  }

  /** In bytes; below 20 it contradicts itself. */
  int headerLength() {
    return headerLength;
  }

  /** Bytes of payload on the wire; 0 where not {@link #measured}. */
  int length() {
    return length;
  }

  /**
   * Whether the payload's length is known: not so in a fragment, or a header longer than its
   * packet.
   */
  boolean measured() {
    return measured;
  }

  /** The window scale that a SYN offers, or -1. */
  int scale() {
    return scale;
  }
}
