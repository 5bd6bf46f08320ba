package io.sluice.node.flow.look;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes ClientHellos and ServerHellos as TLS would send them. */
final class Hello {
  private final List<Integer> ciphers = new ArrayList<>();
  private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
  private int version = 0x0303;

  /** The hello of FoxIO's example, with the values for servers to ignore mixed in. */
  static Hello example() {
    return new Hello()
        .ciphers("6a6a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035")
        .empty("1a1a,001b")
        .sni("WWW.Example.org")
        .empty("0033")
        .alpn("h2", "http/1.1")
        .empty("4469,0017,002d")
        .signatures("0403,0804,0401,0503,0805,0501,0806,0601")
        .empty("0005,0023,0012")
        .versions("0304,0303")
        .empty("ff01,000b,000a,0015,2a2a");
  }

  Hello version(int legacy) {
    version = legacy;
    return this;
  }

  Hello ciphers(String hexadecimal) {
    ciphers.addAll(numbers(hexadecimal));
    return this;
  }

  Hello empty(String types) {
    numbers(types).forEach(type -> extension(type, new byte[0]));
    return this;
  }

  Hello sni(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return extension(0, join(u16(bytes.length + 3), new byte[] {0}, u16(bytes.length), bytes));
  }

  Hello alpn(String... protocols) {
    byte[] list = new byte[0];
    for (String protocol : protocols) {
      byte[] bytes = protocol.getBytes(StandardCharsets.ISO_8859_1);
      list = join(list, new byte[] {(byte) bytes.length}, bytes);
    }
    return extension(16, join(u16(list.length), list));
  }

  Hello signatures(String hexadecimal) {
    byte[] list = list(numbers(hexadecimal));
    return extension(13, join(u16(list.length), list));
  }

  Hello versions(String hexadecimal) {
    byte[] list = list(numbers(hexadecimal));
    return extension(43, join(new byte[] {(byte) list.length}, list));
  }

  Hello extension(int type, byte[] content) {
    extensions.writeBytes(join(u16(type), u16(content.length), content));
    return this;
  }

  /** The handshake message of a client. */
  byte[] message() {
    byte[] suites = list(ciphers);
    byte[] tail =
        extensions.size() == 0
            ? new byte[0]
            : join(u16(extensions.size()), extensions.toByteArray());
    byte[] body =
        join(
            u16(version),
            new byte[32],
            new byte[] {0},
            u16(suites.length),
            suites,
            new byte[] {1, 0},
            tail);
    return join(new byte[] {1, 0}, u16(body.length), body);
  }

  /** In one record. */
  byte[] record() {
    return record(message());
  }

  static byte[] record(byte[] message) {
    return join(new byte[] {22, 3, 1}, u16(message.length), message);
  }

  /** In a record for each {@code size} bytes. */
  byte[] records(int size) {
    byte[] message = message();
    byte[] records = new byte[0];
    for (int at = 0; at < message.length; at += size) {
      byte[] part = java.util.Arrays.copyOfRange(message, at, Math.min(message.length, at + size));
      records = join(records, record(part));
    }
    return records;
  }

  /** A server's answer: cipher, and the version in an extension where it is not the legacy one. */
  static byte[] server(int legacy, int cipher, int chosen) {
    byte[] extension = chosen == legacy ? new byte[0] : join(u16(6), u16(43), u16(2), u16(chosen));
    byte[] body =
        join(u16(legacy), new byte[32], new byte[] {0}, u16(cipher), new byte[] {0}, extension);
    return record(join(new byte[] {2, 0}, u16(body.length), body));
  }

  private static List<Integer> numbers(String hexadecimal) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : hexadecimal.split(",", -1)) {
      numbers.add(HexFormat.fromHexDigits(number));
    }
    return numbers;
  }

  private static byte[] list(List<Integer> numbers) {
    byte[] list = new byte[0];
    for (int number : numbers) {
      list = join(list, u16(number));
    }
    return list;
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
