package io.sluice.node.flow;

import io.sluice.packet.Decoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Frames as they would come from a wire, and their way into a meter. */
final class Packets {
  static final int ETHERNET = 1;
  private static final int ETHERNET_LENGTH = 14;
  private static final int IP_LENGTH = 20;

  private final MemorySegment memory = MemorySegment.ofArray(new byte[4_096]);
  private final Decoder decoder = new Decoder();

  /** Ethernet and IPv4 around {@code transport}, of which {@code more} bytes are not captured. */
  static byte[] ipv4(int source, int destination, int protocol, byte[] transport, int more) {
    return ByteBuffer.allocate(ETHERNET_LENGTH + IP_LENGTH + transport.length)
        .put(new byte[12])
        .putShort((short) 0x0800)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) (IP_LENGTH + transport.length + more))
        .putInt(0)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .putInt(source)
        .putInt(destination)
        .put(transport)
        .array();
  }

  /** The frame with a VLAN tag. */
  static byte[] tagged(int vlan, byte[] frame) {
    return ByteBuffer.allocate(frame.length + 4)
        .put(frame, 0, 12)
        .putShort((short) 0x8100)
        .putShort((short) vlan)
        .put(frame, 12, frame.length - 12)
        .array();
  }

  /**
   * @param scale of the window, or -1 for no option
   */
  static byte[] tcp(
      int source, int destination, int flags, int seq, int ack, int window, int scale) {
    ByteBuffer header =
        ByteBuffer.allocate(scale < 0 ? 20 : 24)
            .putShort((short) source)
            .putShort((short) destination)
            .putInt(seq)
            .putInt(ack)
            .putShort((short) ((scale < 0 ? 5 : 6) << 12 | flags))
            .putShort((short) window)
            .putInt(0);
    return scale < 0 ? header.array() : header.put(new byte[] {3, 3, (byte) scale, 0}).array();
  }

  static byte[] udp(int source, int destination, int payload) {
    return ByteBuffer.allocate(8 + payload)
        .putShort((short) source)
        .putShort((short) destination)
        .putShort((short) (8 + payload))
        .array();
  }

  /** Lets {@code meter} count a frame of which everything but {@code more} bytes was captured. */
  void give(FlowMeter meter, byte[] frame, int more, long nanos) {
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
    decoder.decode(memory, 0, frame.length, frame.length + more, ETHERNET);
    meter.packet(decoder, nanos);
  }
}
