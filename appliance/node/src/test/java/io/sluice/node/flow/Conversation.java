package io.sluice.node.flow;

import io.sluice.packet.Tcp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scripted TCP conversation between a and b, as one worker sees it. Sequence numbers count from
 * each side's first one; what a packet does not say is as in the sender's packet before.
 */
final class Conversation implements AutoCloseable {
  static final int A = 0;
  static final int B = 1;
  static final int A_START = 1_000_000;
  static final int B_START = 7_000_000;
  static final long START = 1_700_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;

  private final FlowMeter meter;
  private final Packets packets = new Packets();
  private final List<Map<String, String>> told = new ArrayList<>();
  private final int[] start = {A_START, B_START};
  private final int[] seq = new int[2];
  private final int[] ack = {-1, -1};
  private final int[] window = {1_000, 1_000};
  private long now = START;

  Conversation() {
    FlowSettings settings = new FlowSettings(100, Long.MAX_VALUE, Long.MAX_VALUE, true);
    meter = new FlowMeter(settings, (flow, end) -> told.add(row(flow)));
  }

  private static Map<String, String> row(Flow flow) {
    Map<String, String> row = new TreeMap<>();
    FlowColumns.core().forEach(column -> row.put(column.name(), Truth.text(column, flow)));
    return row;
  }

  /** Both start where they like. */
  Conversation startingAt(int a, int b) {
    start[A] = a;
    start[B] = b;
    return this;
  }

  Conversation millisLater(double millis) {
    now += Math.round(millis * MILLI);
    return this;
  }

  Conversation window(int side, int bytes) {
    window[side] = bytes;
    return this;
  }

  /** SYN, SYN/ACK and ACK, the server taking 10 ms and the client 20 ms; windows not scaled. */
  Conversation handshake() {
    return syn(A, -1).millisLater(10).syn(B, -1).millisLater(20).acks(A, 1);
  }

  /** A SYN, or a SYN/ACK where the other side's has been seen. */
  Conversation syn(int side, int scale) {
    boolean answer = seq[1 - side] > 0;
    ack[side] = answer ? 1 : -1;
    send(side, Tcp.SYN | (answer ? Tcp.ACK : 0), 0, 0, scale);
    seq[side] = 1;
    return this;
  }

  Conversation acks(int side, int upTo) {
    ack[side] = upTo;
    return send(side, Tcp.ACK, seq[side], 0, -1);
  }

  /** The same acknowledgment once more. */
  Conversation acksAgain(int side) {
    return acks(side, ack[side]);
  }

  /** New data that follows what the side has sent. */
  Conversation sends(int side, int bytes) {
    sendsAt(side, seq[side], bytes);
    return this;
  }

  /** Data from a given place on, seen before or not. */
  Conversation sendsAt(int side, int at, int bytes) {
    send(side, Tcp.ACK, at, bytes, -1);
    seq[side] = Math.max(seq[side], at + bytes);
    return this;
  }

  /** Data that is lost before the place of capture. */
  Conversation loses(int side, int bytes) {
    seq[side] += bytes;
    return this;
  }

  Conversation fin(int side) {
    return send(side, Tcp.FIN | Tcp.ACK, seq[side], 0, -1);
  }

  Conversation reset(int side) {
    return send(side, Tcp.RST | Tcp.ACK, seq[side], 0, -1);
  }

  /** Any segment, its sequence number counted from the side's first. */
  Conversation send(int side, int flags, int at, int bytes, int scale) {
    byte[] header =
        Packets.tcp(
            port(side),
            port(1 - side),
            flags,
            start[side] + at,
            ack[side] < 0 ? 0 : start[1 - side] + ack[side],
            window[side],
            scale);
    return give(side, header, bytes);
  }

  /** A TCP header as it stands, in front of bytes that are not captured. */
  Conversation give(int side, byte[] header, int bytes) {
    packets.give(
        meter, Packets.ipv4(address(side), address(1 - side), 6, header, bytes), bytes, now);
    return this;
  }

  private static int address(int side) {
    return 0x0a00_0001 + side;
  }

  private static int port(int side) {
    return side == A ? 40_000 : 443;
  }

  FlowCounts counts() {
    return meter.counts();
  }

  /** What is told of its streams, by column. */
  List<Map<String, String>> streams() {
    if (told.isEmpty()) {
      meter.flush();
    }
    return told;
  }

  /** Of its only stream. */
  String told(String column) {
    return streams().getFirst().getOrDefault(column, "");
  }

  /** The verdicts on its only stream that are not 0, as "name_ab 1", in the order of names. */
  List<String> verdicts() {
    return verdicts(0);
  }

  List<String> verdicts(int stream) {
    List<String> found = new ArrayList<>();
    streams()
        .get(stream)
        .forEach(
            (name, value) -> {
              boolean verdict =
                  TcpVerdicts.MEANINGS.stream().anyMatch(m -> name.startsWith(m.name() + "_"));
              if (verdict && !"0".equals(value) && !name.endsWith("_ns")) {
                found.add(name + " " + value);
              }
            });
    return found.stream().distinct().toList();
  }

  @Override
  public void close() {
    meter.close();
  }
}
