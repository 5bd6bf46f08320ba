package io.sluice.node.flow.look;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.FlowColumns;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.packet.Decoder;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two ends that talk, packet by packet, through a meter: what is told of it afterwards. Sequence
 * numbers and time go on by themselves.
 */
final class Talk {
  static final long MILLISECOND = 1_000_000;
  private static final LookSettings SMALL = new LookSettings(1 << 16, 1_024, 8);
  private static final int RAW_IP = 101;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int CLIENT = 0;
  private static final int SERVER = 1;

  private final FirstLook look;
  private final int protocol;
  private final int[] ports;
  private final int[] sequence = {1_000, Integer.MAX_VALUE - 100};
  private final List<byte[]> packets = new ArrayList<>();
  private final List<Integer> missing = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private long now = 1_700_000_000_000L * MILLISECOND;

  private Talk(FirstLook look, int protocol, int clientPort, int serverPort) {
    this.look = look;
    this.protocol = protocol;
    this.ports = new int[] {clientPort, serverPort};
  }

  static Talk tcp(int serverPort) {
    return new Talk(new FirstLook(SMALL), TCP, 40_000, serverPort);
  }

  static Talk udp(int serverPort) {
    return udp(40_000, serverPort);
  }

  static Talk udp(int clientPort, int serverPort) {
    return new Talk(new FirstLook(SMALL), UDP, clientPort, serverPort);
  }

  static Talk tcp(FirstLook look, int serverPort) {
    return new Talk(look, TCP, 40_000, serverPort);
  }

  FirstLook look() {
    return look;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  Talk client(String payload) {
    return client(bytes(payload));
  }

  Talk server(String payload) {
    return server(bytes(payload));
  }

  Talk client(byte[] payload) {
    return send(CLIENT, payload, payload.length);
  }

  Talk server(byte[] payload) {
    return send(SERVER, payload, payload.length);
  }

  /** Of which only so many bytes are captured. */
  Talk client(byte[] payload, int captured) {
    return send(CLIENT, payload, captured);
  }

  Talk server(byte[] payload, int captured) {
    return send(SERVER, payload, captured);
  }

  /** Sends in segments of at most {@code size} bytes. */
  Talk client(byte[] payload, int size, Runnable between) {
    for (int at = 0; at < payload.length; at += size) {
      client(
          ByteBuffer.allocate(Math.min(size, payload.length - at))
              .put(0, payload, at, Math.min(size, payload.length - at))
              .array());
      between.run();
    }
    return this;
  }

  /** The next bytes of the client are lost before the probe. */
  Talk clientLoses(int bytes) {
    sequence[CLIENT] += bytes;
    return this;
  }

  Talk serverLoses(int bytes) {
    sequence[SERVER] += bytes;
    return this;
  }

  /** The client's next segment comes again from so many bytes before. */
  Talk clientGoesBack(int bytes) {
    sequence[CLIENT] -= bytes;
    return this;
  }

  Talk after(long milliseconds) {
    now += milliseconds * MILLISECOND;
    return this;
  }

  private Talk send(int side, byte[] payload, int captured) {
    int header = protocol == TCP ? 20 : 8;
    ByteBuffer packet = ByteBuffer.allocate(20 + header + payload.length);
    packet
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) packet.capacity())
        .putInt(packets.size() << 16);
    packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
    packet.putInt(0x0a000001 + side).putInt(0x0a000002 - side);
    packet.putShort((short) ports[side]).putShort((short) ports[1 - side]);
    if (protocol == TCP) {
      packet.putInt(sequence[side]).putInt(sequence[1 - side]);
      packet.putShort((short) 0x5010).putShort((short) 1_000).putInt(0);
      sequence[side] += payload.length;
    } else {
      packet.putShort((short) (8 + payload.length)).putShort((short) 0);
    }
    packet.put(payload, 0, captured);
    packets.add(packet.array());
    missing.add(payload.length - captured);
    times.add(now);
    return this;
  }

  /** Everything that is told of the one flow there was. */
  Map<String, String> told() {
    List<Map<String, String>> rows = new ArrayList<>();
    List<Column> columns = FlowColumns.all(look);
    FlowSettings settings = new FlowSettings(10, Long.MAX_VALUE, Long.MAX_VALUE, true);
    try (FlowMeter meter =
        new FlowMeter(settings, look, (flow, end) -> rows.add(Looked.row(columns, flow)))) {
      Decoder decoder = new Decoder();
      for (int i = 0; i < packets.size(); i++) {
        byte[] packet = packets.get(i);
        decoder.decode(
            MemorySegment.ofArray(packet),
            0,
            packet.length - missing.get(i),
            packet.length,
            RAW_IP);
        meter.packet(decoder, times.get(i));
      }
      meter.flush();
    }
    return rows.getFirst();
  }

  String told(String column) {
    return String.valueOf(told().get(column));
  }
}
