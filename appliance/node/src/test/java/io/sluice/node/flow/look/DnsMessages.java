package io.sluice.node.flow.look;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes DNS messages. */
final class DnsMessages {
  static final int A = 1;
  static final int AAAA = 28;

  private DnsMessages() {}

  static byte[] query(int id, String name, int type) {
    return message(id, 0x0100, name(name), type, 0);
  }

  static byte[] answer(int id, String name, int type, int code) {
    return message(id, 0x8180 | code, name(name), type, 0);
  }

  static byte[] message(int id, int flags, byte[] name, int type, int answers) {
    return ByteBuffer.allocate(12 + name.length + 4)
        .putShort((short) id)
        .putShort((short) flags)
        .putShort((short) 1)
        .putShort((short) answers)
        .putInt(0)
        .put(name)
        .putShort((short) type)
        .putShort((short) 1)
        .array();
  }

  static byte[] name(String name) {
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length > 0) {
        labels.write(bytes.length);
        labels.writeBytes(bytes);
      }
    }
    labels.write(0);
    return labels.toByteArray();
  }

  /** As TCP carries it. */
  static byte[] prefixed(byte[] message) {
    return Hello.join(Hello.u16(message.length), message);
  }
}
