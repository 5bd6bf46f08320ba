package io.sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** tshark as a second reader, with nothing above TCP, as the captures' ground truth was made. */
final class Tshark {
  private static final List<String> OPTIONS =
      List.of(
          "-n",
          "-d",
          "tcp.port==0-65535,data",
          "-o",
          "tcp.desegment_tcp_streams:FALSE",
          "-o",
          "ip.defragment:TRUE",
          "-o",
          "ipv6.defragment:TRUE",
          "-T",
          "fields",
          "-E",
          "occurrence=l",
          "-E",
          "separator=|");

  private Tshark() {}

  /** Skips the test, loudly, where there is no tshark. */
  static void assumeThere() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tshark")));
    assumeTrue(there, "SKIPPED: no tshark on the PATH to judge what is decoded");
  }

  /** A packet and its link type. */
  record Packet(int linkType, byte[] bytes) {}

  /** What tshark says of each packet: the last occurrence of each field, with bars between. */
  static List<String> fields(Path folder, List<Packet> packets, List<String> fields)
      throws IOException, InterruptedException {
    Path capture = Files.write(folder.resolve("judged.pcapng"), pcapng(packets));
    List<String> command = new ArrayList<>(List.of("tshark", "-r", capture.toString()));
    command.addAll(OPTIONS);
    fields.forEach(field -> command.addAll(List.of("-e", field)));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process tshark =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(tshark.waitFor()).as(Files.readString(err)).isZero();
    return Files.readAllLines(out);
  }

  private static byte[] pcapng(List<Packet> packets) {
    List<Integer> links = packets.stream().map(Packet::linkType).distinct().toList();
    int size = 1000 + links.size() * 20 + packets.stream().mapToInt(p -> p.bytes.length + 40).sum();
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
    for (int link : links) {
      file.putInt(1).putInt(20).putInt(link).putInt(0).putInt(20);
    }
    for (int i = 0; i < packets.size(); i++) {
      byte[] bytes = packets.get(i).bytes;
      int padded = (bytes.length + 3) & ~3;
      file.putInt(6).putInt(32 + padded).putInt(links.indexOf(packets.get(i).linkType));
      file.putInt(0).putInt(i + 1).putInt(bytes.length).putInt(bytes.length);
      file.put(bytes).put(new byte[padded - bytes.length]).putInt(32 + padded);
    }
    byte[] done = new byte[file.position()];
    file.flip().get(done);
    return done;
  }
}
