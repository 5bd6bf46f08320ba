package io.sluice.node.analyze;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A capture of TCP between 10.0.0.1:1000 and 10.0.0.2:80, written packet by packet. */
final class Pcap {
  static final int SYN = 0x02;
  static final int ACK = 0x10;
  static final int RST = 0x04;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Pcap() {
    bytes.writeBytes(
        little(24)
            .putInt(0xa1b2_c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(65_535)
            .putInt(1)
            .array());
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The client's segment, this many milliseconds after 2026-01-01. */
  Pcap client(int millis, int flags, int sequence, int acknowledged, String payload) {
    return packet(millis, true, flags, sequence, acknowledged, payload);
  }

  Pcap server(int millis, int flags, int sequence, int acknowledged, String payload) {
    return packet(millis, false, flags, sequence, acknowledged, payload);
  }

  private Pcap packet(
      int millis, boolean client, int flags, int sequence, int acknowledged, String text) {
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    int length = 54 + payload.length;
    ByteBuffer frame = ByteBuffer.allocate(length);
    frame.putLong(0x0200_0000_0001_0200L).putInt(0x0000_0002).putShort((short) 0x0800);
    frame.putInt(0x4500_0000 | (length - 14)).putInt(0x4000).putInt(0x4006_0000);
    frame.putInt(client ? 0x0a00_0001 : 0x0a00_0002).putInt(client ? 0x0a00_0002 : 0x0a00_0001);
    frame.putShort((short) (client ? 1000 : 80)).putShort((short) (client ? 80 : 1000));
    frame.putInt(sequence).putInt(acknowledged).putInt(0x5000_ffff | flags << 16).putInt(0);
    frame.put(payload);
    bytes.writeBytes(
        little(16)
            .putInt(1_767_225_600 + millis / 1_000)
            .putInt(millis % 1_000 * 1_000)
            .putInt(length)
            .putInt(length)
            .array());
    bytes.writeBytes(frame.array());
    return this;
  }

  /** A request and its answer, with the request sent again; 40 ms there and back. */
  static Pcap fetch() {
    return new Pcap()
        .client(0, SYN, 100, 0, "")
        .server(30, SYN | ACK, 500, 101, "")
        .client(40, ACK, 101, 501, "")
        .client(41, ACK, 101, 501, "GET /index.html HTTP/1.1\r\nHost: example.org\r\n\r\n")
        .client(341, ACK, 101, 501, "GET /index.html HTTP/1.1\r\nHost: example.org\r\n\r\n")
        .server(371, ACK, 501, 148, "")
        .server(400, ACK, 501, 148, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
