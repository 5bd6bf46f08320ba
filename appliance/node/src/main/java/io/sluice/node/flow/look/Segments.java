package io.sluice.node.flow.look;

import io.sluice.packet.Decoder;
import io.sluice.packet.Memory;

/** What of TCP's header (RFC 9293, 3.1) looks need. */
final class Segments {
  private static final int SEQUENCE = 4;
  private static final int ACKNOWLEDGMENT = 8;
  private static final int FLAGS = 13;
  private static final int SYN = 2;

  private Segments() {}

  /** Of the first byte of payload. */
  static int sequence(Decoder packet) {
    long header = packet.transport();
    int syn = (Memory.u8(packet.memory(), header + FLAGS) & SYN) == 0 ? 0 : 1;
    return Memory.i32(packet.memory(), header + SEQUENCE) + syn;
  }

  /** Eight bits that differ, most of the time, where more has been acknowledged. */
  static int acknowledged(Decoder packet) {
    int number = Memory.i32(packet.memory(), packet.transport() + ACKNOWLEDGMENT);
    return (number * 0x9e3779b1) >>> 24;
  }
}
