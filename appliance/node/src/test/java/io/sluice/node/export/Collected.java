package io.sluice.node.export;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A collector on loopback that knows nothing but RFC 7011 and the templates it is sent. */
final class Collected implements AutoCloseable {
  /** An information element and its length; reverse ones are negative. */
  private record Field(int id, int length) {}

  final DatagramSocket socket;
  final List<Integer> sizes = new ArrayList<>();
  final List<Long> sequences = new ArrayList<>();
  final List<Map<Integer, ByteBuffer>> records = new ArrayList<>();
  int templateMessages;
  int domain;
  private final Map<Integer, List<Field>> templates = new HashMap<>();

  Collected() throws IOException {
    this(0);
  }

  /**
   * @param port to listen on, 0 for any
   */
  Collected(int port) throws IOException {
    socket = new DatagramSocket(port, InetAddress.ofLiteral("127.0.0.1"));
    socket.setReceiveBufferSize(1 << 22);
    socket.setSoTimeout(10_000);
  }

  Collector collector() {
    return new Collector("127.0.0.1", socket.getLocalPort());
  }

  /** Reads messages until so many records have come. */
  Collected take(int count) throws IOException {
    while (records.size() < count) {
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      message(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()).slice());
    }
    return this;
  }

  private void message(ByteBuffer message) {
    if (message.getShort() != 10 || message.getShort() != message.capacity()) {
      throw new IllegalStateException("not IPFIX, or not its length");
    }
    sizes.add(message.capacity());
    message.getInt();
    sequences.add(Integer.toUnsignedLong(message.getInt()));
    domain = message.getInt();
    while (message.hasRemaining()) {
      int start = message.position();
      int id = message.getShort();
      ByteBuffer set = message.slice(start + 4, message.getShort() - 4);
      message.position(start + 4 + set.capacity());
      if (id == 2) {
        templateMessages++;
        templates(set);
      } else {
        data(templates.get(id), set);
      }
    }
  }

  private void templates(ByteBuffer set) {
    while (set.hasRemaining()) {
      int id = set.getShort();
      List<Field> fields = new ArrayList<>();
      for (int left = set.getShort(); left > 0; left--) {
        int element = set.getShort() & 0xffff;
        int length = set.getShort();
        boolean reverse = element >= 1 << 15;
        if (reverse && set.getInt() != 29_305) {
          throw new IllegalStateException("another's enterprise number");
        }
        fields.add(new Field(reverse ? -(element & 0x7fff) : element, length));
      }
      templates.put(id, fields);
    }
  }

  private void data(List<Field> fields, ByteBuffer set) {
    int length = fields.stream().mapToInt(Field::length).sum();
    while (set.remaining() >= length) {
      Map<Integer, ByteBuffer> record = new LinkedHashMap<>();
      for (Field field : fields) {
        record.put(field.id(), set.slice(set.position(), field.length()));
        set.position(set.position() + field.length());
      }
      records.add(record);
    }
  }

  /** An element's value as a number. */
  static long number(Map<Integer, ByteBuffer> record, int element) {
    ByteBuffer bytes = record.get(element).duplicate();
    long value = 0;
    while (bytes.hasRemaining()) {
      value = value << 8 | (bytes.get() & 0xff);
    }
    return value;
  }

  static String address(Map<Integer, ByteBuffer> record, int element) throws IOException {
    byte[] bytes = new byte[record.get(element).capacity()];
    record.get(element).get(0, bytes);
    return InetAddress.getByAddress(bytes).getHostAddress();
  }

  @Override
  public void close() {
    socket.close();
  }
}
