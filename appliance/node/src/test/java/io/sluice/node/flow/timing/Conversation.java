package io.sluice.node.flow.timing;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.packet.Decoder;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP conversation as a probe sees it, told packet by packet. Each side's numbers go on by
 * themselves: what is sent next, and what was seen of the other side is acknowledged.
 */
final class Conversation {
  static final long MS = 1_000_000;
  private static final int RAW_IP = 101;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  private final Side client;
  private final Side server;
  private final List<byte[]> rows = new ArrayList<>();
  private final FlowMeter meter =
      new FlowMeter(
          new FlowSettings(100, Long.MAX_VALUE, Long.MAX_VALUE, true),
          (flow, _) ->
              rows.add(
                  flow.memory()
                      .asSlice(flow.at(), Flow.SIZE)
                      .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
  private final Decoder decoder = new Decoder();

  Conversation() {
    this(1_000, 500_000);
  }

  /** With the initial sequence numbers of both. */
  Conversation(int clientNumber, int serverNumber) {
    client = new Side(0x0a000001, 40_000, clientNumber);
    server = new Side(0x0a000002, 443, serverNumber);
  }

  private static final class Side {
    final int address;
    final int port;
    final int initial;
    int next;
    int identification = 1;

    Side(int address, int port, int initial) {
      this.address = address;
      this.port = port;
      this.initial = initial;
      this.next = initial;
    }
  }

  Packet client(double ms) {
    return new Packet(client, server, ms);
  }

  Packet server(double ms) {
    return new Packet(server, client, ms);
  }

  /** SYN at 0 ms, SYN-ACK at 10 ms, ACK at 14 ms. */
  Conversation opened() {
    client(0).syn();
    server(10).synAck();
    client(14).ack();
    return this;
  }

  /** The only flow that came of it. */
  Told told() {
    List<Told> all = all();
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " flows");
    }
    return all.getFirst();
  }

  List<Told> all() {
    meter.flush();
    meter.close();
    return rows.stream()
        .map(row -> new Told(new Flow().on(MemorySegment.ofArray(row), 0)))
        .toList();
  }

  /** What the columns say of a flow. */
  record Told(Flow flow) {
    long number(String name) {
      return Timing.columns().stream()
          .filter(column -> column.name().equals(name))
          .map(column -> ((Column.Number) column).of().applyAsLong(flow))
          .findFirst()
          .orElseThrow();
    }

    double ms(String name) {
      long nanos = number(name);
      return nanos < 0 ? nanos : nanos / (double) MS;
    }

    String text(String name) {
      return Timing.columns().stream()
          .filter(column -> column.name().equals(name))
          .map(column -> ((Column.Text) column).of().apply(flow))
          .findFirst()
          .orElseThrow();
    }
  }

  final class Packet {
    private final Side from;
    private final Side to;
    private final long nanos;
    private Integer sequence;
    private Integer acknowledgment;
    private int window = 1_000;
    private int identification;
    private int timeToLive = 64;
    private byte[] options = {};

    Packet(Side from, Side to, double ms) {
      this.from = from;
      this.to = to;
      this.nanos = 1_700_000_000_000_000_000L + Math.round(ms * MS);
      this.identification = from.identification;
    }

    /** Relative to the initial number. */
    Packet at(int sequence) {
      this.sequence = from.initial + sequence;
      return this;
    }

    /** Relative to the initial number of the other side. */
    Packet acking(int acknowledgment) {
      this.acknowledgment = to.initial + acknowledgment;
      return this;
    }

    Packet window(int window) {
      this.window = window;
      return this;
    }

    Packet identification(int identification) {
      this.identification = identification;
      return this;
    }

    Packet timeToLive(int timeToLive) {
      this.timeToLive = timeToLive;
      return this;
    }

    Packet timestamps(int value, int echo) {
      return options(
          ByteBuffer.allocate(12)
              .putShort((short) 0x0101)
              .putShort((short) 0x080a)
              .putInt(value)
              .putInt(echo)
              .array());
    }

    Packet options(byte... options) {
      this.options = options;
      return this;
    }

    void syn() {
      send(SYN, 0);
    }

    void synAck() {
      send(SYN | ACK, 0);
    }

    void ack() {
      send(ACK, 0);
    }

    void data(int length) {
      send(ACK, length);
    }

    void fin() {
      send(FIN | ACK, 0);
    }

    void reset() {
      send(RST | ACK, 0);
    }

    private void send(int flags, int length) {
      int number = sequence == null ? from.next : sequence;
      int end = number + length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
      if (end - from.next > 0) {
        from.next = end;
      }
      from.identification = (Math.max(from.identification, identification) + 1) & 0xffff;
      int header = 20 + options.length;
      int acked = acknowledgment == null ? to.next : acknowledgment;
      ByteBuffer bytes = ByteBuffer.allocate(20 + header);
      bytes.put((byte) 0x45).put((byte) 0).putShort((short) (20 + header + length));
      bytes.putShort((short) identification).putShort((short) 0x4000);
      bytes.put((byte) timeToLive).put((byte) 6).putShort((short) 0);
      bytes.putInt(from.address).putInt(to.address);
      bytes.putShort((short) from.port).putShort((short) to.port);
      bytes.putInt(number).putInt((flags & ACK) != 0 ? acked : 0);
      bytes.put((byte) ((header / 4) << 4)).put((byte) flags).putShort((short) window);
      bytes.putInt(0).put(options);
      // Payload is cut off, as by a snapshot length: times need none of it
      decoder.decode(
          MemorySegment.ofArray(bytes.array()),
          0,
          bytes.capacity(),
          bytes.capacity() + length,
          RAW_IP);
      meter.packet(decoder, nanos);
    }
  }
}
