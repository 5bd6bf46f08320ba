package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.packet.Decoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever payloads come in whatever order: looked at or not, but never a fault. */
class LookProperties {
  private static final LookSettings SMALL = new LookSettings(1 << 14, 64, 4);
  private static final int RAW_IP = 101;
  private static final int[] PORTS = {53, 443, 80, 5_353, 137, 9_999};

  /** One of each kind of payload, of which the random ones are made. */
  private static final List<byte[]> SAMPLES =
      List.of(
          Hello.example().record(),
          Hello.example().records(60),
          Hello.server(0x0303, 0x1301, 0x0304),
          new byte[] {21, 3, 3, 0, 2, 2, 40},
          DnsMessages.query(1, "www.example.org", DnsMessages.A),
          DnsMessages.answer(1, "www.example.org", DnsMessages.A, 3),
          DnsMessages.prefixed(DnsMessages.query(2, "example.org", DnsMessages.AAAA)),
          DnsMessages.prefixed(DnsMessages.answer(2, "example.org", DnsMessages.AAAA, 0)),
          Talk.bytes("GET /index.html HTTP/1.1\r\nHost: example.org\r\n\r\n"),
          Talk.bytes("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n"),
          Talk.bytes("HTTP/1.1 200 OK\r\nContent-Length: 12345678901234567890\r\n\r\nabc"),
          Talk.bytes("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
          Talk.bytes("CONNECT a:1 HTTP/1.1\r\n\r\n"));

  private static byte[] payload(Random random) {
    byte[] bytes = SAMPLES.get(random.nextInt(SAMPLES.size())).clone();
    switch (random.nextInt(5)) {
      case 0 -> {}
      case 1 -> random.nextBytes(bytes);
      case 2 -> {
        for (int i = random.nextInt(6); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      case 3 -> bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      default -> {
        byte[] other = SAMPLES.get(random.nextInt(SAMPLES.size()));
        int at = random.nextInt(bytes.length);
        bytes = Hello.join(java.util.Arrays.copyOf(bytes, at), other);
      }
    }
    return bytes;
  }

  /** IPv4 around TCP or UDP, of which only what stands there may be read. */
  private static MemorySegment packet(
      boolean tcp, int port, boolean back, int sequence, byte[] payload, int captured) {
    int header = tcp ? 20 : 8;
    ByteBuffer packet = ByteBuffer.allocate(20 + header + captured);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + header + payload.length));
    packet.putInt(0).put((byte) 64).put((byte) (tcp ? 6 : 17)).putShort((short) 0);
    packet.putInt(back ? 2 : 1).putInt(back ? 1 : 2);
    packet.putShort((short) (back ? port : 40_000)).putShort((short) (back ? 40_000 : port));
    if (tcp) {
      packet.putInt(sequence).putInt(0).putInt(0x5010_0000).putInt(0);
    } else {
      packet.putShort((short) (8 + payload.length)).putShort((short) 0);
    }
    return MemorySegment.ofArray(packet.put(payload, 0, captured).array());
  }

  @Property(tries = 1_000)
  void everyPayloadIsLookedAtWithoutFault(@ForAll long seed) {
    Random random = new Random(seed);
    FirstLook look = new FirstLook(SMALL);
    Flow flow = new Flow().on(MemorySegment.ofArray(new byte[Flow.SIZE + 2]), 1);
    Decoder decoder = new Decoder();
    boolean tcp = random.nextBoolean();
    int port = PORTS[random.nextInt(PORTS.length)];
    int sequence = random.nextInt();
    for (int i = 0; i < 40; i++) {
      byte[] payload = payload(random);
      int captured = random.nextInt(5) == 0 ? random.nextInt(payload.length) : payload.length;
      boolean back = random.nextBoolean();
      MemorySegment packet = packet(tcp, port, back, sequence, payload, captured);
      long size = packet.byteSize();
      decoder.decode(packet, 0, (int) size, (int) size + payload.length - captured, RAW_IP);
      look.payload(flow, back ? 1 : 0, true, decoder, size - captured, captured, random.nextLong());
      sequence += random.nextInt(3) == 0 ? random.nextInt(100) : payload.length;
    }
    told(look, flow);
    assertThat(flow.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)).isZero();
    assertThat(flow.memory().asSlice(1, Flow.LOOK).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
        .containsOnly(0);
  }

  private static void told(FirstLook look, Flow flow) {
    for (Column column : look.columns()) {
      switch (column) {
        case Column.Number number ->
            assertThat(number.of().applyAsLong(flow)).as(number.name()).isGreaterThanOrEqualTo(-1);
        case Column.Text text ->
            assertThat(text.of().apply(flow)).as(text.name()).matches("[ -~&&[^\"]]*");
      }
    }
  }

  @Test
  void noPayloadCostsAnAllocation() {
    List<Decoder> packets = new ArrayList<>();
    Random random = new Random(9);
    for (int i = 0; i < 4_000; i++) {
      byte[] payload = payload(random);
      boolean tcp = i % 4 > 0;
      MemorySegment packet = packet(tcp, 53, i % 2 == 0, i, payload, payload.length);
      Decoder decoder = new Decoder();
      decoder.decode(packet, 0, (int) packet.byteSize(), (int) packet.byteSize(), RAW_IP);
      packets.add(decoder);
    }
    FirstLook look = new FirstLook(SMALL);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rows = arena.allocate(500L * Flow.SIZE);
      Flow flow = new Flow();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      for (int i = 0; i < 20; i++) {
        lookAtAll(look, flow, rows, packets);
      }

      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 25; i++) {
        lookAtAll(look, flow, rows, packets);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      // The compiler and the bean itself may cost a few objects; one a payload would be 16 B each
      assertThat(allocated).isLessThan(25L * packets.size());
    }
    assertThat(look.counts().malformed()).isPositive();
  }

  /** Eight packets a flow, from the first one on. */
  private static void lookAtAll(
      FirstLook look, Flow flow, MemorySegment rows, List<Decoder> packets) {
    rows.fill((byte) 0);
    for (int i = 0; i < packets.size(); i++) {
      Decoder decoder = packets.get(i);
      long at = decoder.transport() + (decoder.protocol() == 6 ? 20 : 8);
      flow.on(rows, (long) (i / 8) * Flow.SIZE);
      look.payload(flow, i & 1, true, decoder, at, (int) (decoder.end() - at), i);
    }
  }
}
