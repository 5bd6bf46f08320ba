package io.sluice.node.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.node.config.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HuntCommandTest {
  /** 2026-01-01. */
  private static final int EPOCH = 1_767_225_600;

  private static final int CLIENT = 0x0a00_0001;
  private static final int RESOLVER = 0x0a00_0035;
  private static final int WEB = 0xcb00_7107;

  @TempDir private Path folder;
  private final ByteArrayOutputStream packets = new ByteArrayOutputStream();

  /** Of what was stored, by IP protocol. */
  private final Map<Integer, Integer> bytes = new HashMap<>();

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] udp(int from, int fromPort, int to, int toPort, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(28 + payload.length);
    packet.putInt(0x4500_0000 | packet.capacity()).putInt(0).putInt(0x4011_0000);
    packet.putInt(from).putInt(to).putShort((short) fromPort).putShort((short) toPort);
    return packet.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload).array();
  }

  private static byte[] tcp(int from, int port, int to, int toPort, int seq, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
    packet.putInt(0x4500_0000 | packet.capacity()).putInt(0).putInt(0x4006_0000);
    packet.putInt(from).putInt(to).putShort((short) port).putShort((short) toPort);
    packet.putInt(seq).putInt(1).putInt(0x5018_ffff).putInt(0);
    return packet.put(payload).array();
  }

  private static byte[] question(int number, String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(12).putShort((short) number).putInt(0x0100_0001).array());
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes(new byte[] {0, 0, 1, 0, 1});
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void packet(int second, byte[] packet) {
    bytes.merge((int) packet[9], packet.length, Integer::sum);
    packets.writeBytes(
        little(16)
            .putInt(EPOCH + second)
            .putInt(500_000)
            .putInt(packet.length)
            .putInt(packet.length)
            .array());
    packets.writeBytes(packet);
  }

  private void file(String name) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        little(24)
            .putInt(0xa1b2_c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(65_535)
            .putInt(101)
            .array());
    packets.writeTo(all);
    packets.reset();
    Files.write(folder.resolve(name), all.toByteArray());
  }

  private String hunt(String indicators, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("indicators.txt"), indicators);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandLine line =
        new CommandLine(new HuntCommand(out)).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          throw e;
        });
    String[] arguments =
        Stream.concat(List.of(folder.toString(), file.toString()).stream(), List.of(more).stream())
            .toArray(String[]::new);
    line.execute(arguments);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** One socket asks for three names; one connection asks for two hosts; over two files. */
  private void store() throws IOException {
    packet(0, udp(CLIENT, 5_353 + 1, RESOLVER, 53, question(1, "good.example.net")));
    packet(1, udp(CLIENT, 5_353 + 1, RESOLVER, 53, question(2, "c2.Evil.example")));
    byte[] first = ascii("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n");
    packet(2, tcp(CLIENT, 40_000, WEB, 80, 1, first));
    file("000000000001-a.pcapng");
    packet(3, udp(CLIENT, 5_353 + 1, RESOLVER, 53, question(3, "other.example.net")));
    byte[] second = ascii("GET /x HTTP/1.1\r\nHost: drop.evil.example:80\r\n\r\n");
    packet(4, tcp(CLIENT, 40_000, WEB, 80, 1 + first.length, second));
    packet(5, udp(RESOLVER, 53, CLIENT, 5_353 + 1, new byte[3]));
    file("000000000002-b.pcapng");
  }

  @Test
  void everyNameIsFoundNotOnlyAFlowsFirst() throws Exception {
    store();

    assertThat(hunt("*.evil.example\n203.0.113.0/24\n198.51.100.1\n", "--format", "json"))
        .isEqualTo(
            """
            {"indicator":"*.evil.example","packets":6,"bytes":%d,"flows":2,\
            "firstSeen":"2026-01-01T00:00:00.500Z","lastSeen":"2026-01-01T00:00:05.500Z"}
            {"indicator":"203.0.113.0/24","packets":2,"bytes":%d,"flows":1,\
            "firstSeen":"2026-01-01T00:00:02.500Z","lastSeen":"2026-01-01T00:00:04.500Z"}
            {"summary":{"packets":6,"indicators":3,"warnings":[]}}
            """
                .formatted(bytes.get(17) + bytes.get(6), bytes.get(6)));
  }

  @Test
  void theTableSaysHowManyWereSeen() throws Exception {
    store();

    assertThat(hunt("good.example.net\nnobody.example\n"))
        .contains("INDICATOR")
        .contains("good.example.net")
        .contains("1 of 2 indicators were seen in 6 packets of 2 files.")
        .doesNotContain("nobody.example");
    assertThat(hunt("nobody.example"))
        .isEqualTo("0 of 1 indicators were seen in 6 packets of 2 files.\n");
  }

  @Test
  void aDamagedFileIsAWarningAndTheOthersAreRead() throws Exception {
    store();
    Files.writeString(folder.resolve("000000000003-c.pcapng"), "no capture at all");

    assertThat(hunt("good.example.net", "--format", "json"))
        .contains("\"packets\":6,\"indicators\":1")
        .contains("000000000003-c.pcapng was not read");
  }

  @Test
  void mistakesAreToldInOneSentence() throws Exception {
    store();
    assertThatThrownBy(() -> none(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no captures");
    assertThatThrownBy(() -> call("10.0.0.1/8"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Line 1: `10.0.0.1/8` is no network");
    assertThatThrownBy(() -> call("# nothing"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("names no indicator");
  }

  private void call(String indicators) throws Exception {
    Path file = Files.writeString(folder.resolve("i.txt"), indicators);
    HuntCommand command = new HuntCommand(new ByteArrayOutputStream());
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(folder.toString(), file.toString());
    Integer _ = command.call();
  }

  private void none(Path other) throws Exception {
    Path empty = Files.createDirectory(other.resolve("empty"));
    Path file = Files.writeString(other.resolve("i.txt"), "10.0.0.1");
    HuntCommand command = new HuntCommand(new ByteArrayOutputStream());
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(empty.toString(), file.toString());
    Integer _ = command.call();
  }
}
