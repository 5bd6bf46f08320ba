package io.sluice.node.export;

import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.node.flow.FlowSink;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.packet.Decoder;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Packets made here, measured by a real meter that tells a sink. */
final class Traffic implements AutoCloseable {
  static final int SYN = 2;
  static final int ACK = 16;
  static final int FIN = 1;
  static final int RST = 4;

  private static final int ETHERNET = 1;
  private static final long SECOND = 1_000_000_000L;

  /** Of the first packet: 2026-11-22 05:59:58 UTC. */
  static final long START = 1_795_327_198L * SECOND;

  private final FlowMeter meter;
  private final Decoder decoder = new Decoder();
  private long now = START;

  Traffic(FlowSink sink) {
    this(sink, new FirstLook());
  }

  Traffic(FlowSink sink, FirstLook look) {
    meter = new FlowMeter(new FlowSettings(100_000, 60 * SECOND, 10 * SECOND, false), look, sink);
  }

  /** Lets time go by, and the meter do what falls due. */
  Traffic after(double seconds) {
    long until = now + (long) (seconds * SECOND);
    for (; now < until; now += SECOND / 4) {
      meter.tick(now);
    }
    now = until;
    meter.tick(now);
    return this;
  }

  /** A UDP packet of one of many flows. */
  Traffic udp(int flow, int payload) {
    byte[] a = {10, (byte) (flow >> 16), (byte) (flow >> 8), (byte) flow};
    return packet(a, new byte[] {10, 99, 0, 1}, 17, udp(4_000 + flow % 50_000, 9_000, payload));
  }

  /** UDP between IPv6 addresses. */
  Traffic udp6(String a, String b, int payload) {
    return packet(address(a), address(b), 17, udp(50_000, 443, payload));
  }

  /** A TCP segment from one address and port to another. */
  Traffic tcp(String a, int aPort, String b, int bPort, int flags, int seq, int payload) {
    ByteBuffer segment = ByteBuffer.allocate(20 + payload);
    segment.putShort((short) aPort).putShort((short) bPort).putInt(seq).putInt(1);
    segment.put((byte) 0x50).put((byte) flags).putShort((short) 64_000);
    return packet(address(a), address(b), 6, segment.array());
  }

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  private static byte[] udp(int from, int to, int payload) {
    ByteBuffer datagram = ByteBuffer.allocate(8 + payload);
    datagram.putShort((short) from).putShort((short) to).putShort((short) (8 + payload));
    return datagram.array();
  }

  private Traffic packet(byte[] a, byte[] b, int protocol, byte[] transport) {
    boolean v4 = a.length == 4;
    int header = v4 ? 20 : 40;
    ByteBuffer frame = ByteBuffer.allocate(14 + header + transport.length);
    frame.position(12).putShort((short) (v4 ? 0x0800 : 0x86dd));
    if (v4) {
      frame.putShort((short) 0x4500).putShort((short) (20 + transport.length));
      frame.putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0).put(a).put(b);
    } else {
      frame.putInt(0x60000000).putShort((short) transport.length);
      frame.put((byte) protocol).put((byte) 64).put(a).put(b);
    }
    frame.put(transport);
    MemorySegment memory = MemorySegment.ofBuffer(direct(frame.array()));
    int length = frame.capacity();
    decoder.decode(memory, 0, length, length, ETHERNET);
    meter.packet(decoder, now);
    now += 1_000_000;
    return this;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** Every flow that goes on ends here. */
  Traffic flush() {
    meter.flush();
    return this;
  }

  @Override
  public void close() {
    meter.close();
  }
}
