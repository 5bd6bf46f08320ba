package io.sluice.sandbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tshark reads in a capture; a test that asks it is skipped where it is not installed. */
public final class Tshark {
  private Tshark() {}

  /** Writes IPv4 packets as a capture (link type 228). */
  public static void write(Path file, List<byte[]> packets) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    bytes.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    bytes.putInt(65_535).putInt(228);
    int time = 0;
    for (byte[] packet : packets) {
      bytes.putInt(0).putInt(time++).putInt(packet.length).putInt(packet.length).put(packet);
    }
    Files.write(file, Arrays.copyOf(bytes.array(), bytes.position()));
  }

  /** The fields of each packet that a display filter lets through, tab by tab. */
  public static List<String> fields(Path file, String filter, String... fields)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString(), "-Y", filter));
    command.addAll(List.of("-T", "fields", "-o", "ip.check_checksum:TRUE"));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      assumeTrue(false, "tshark is not installed: nobody judges these packets");
      throw e;
    }
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    return lines;
  }
}
