package io.sluice.sandbox.traffic;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramesTest {
  @TempDir private Path folder;

  @Test
  void tsharkFindsNothingWrongWithGeneratedConversations() throws Exception {
    List<byte[]> frames = new ArrayList<>();
    // odd sizes, none, and several segments
    for (int payload : new int[] {0, 1, 1399, 1401, 5000}) {
      new GeneratedScripts("20.0.0.10", 80, payload, 3)
          .forEachRemaining(script -> script.steps().forEach(step -> frames.add(step.frame())));
    }
    Path file = folder.resolve("generated.pcap");
    Files.write(file, pcap(frames));

    assertThat(tshark(file, "")).hasSize(frames.size());
    assertThat(
            tshark(
                file,
                "tcp.checksum.status != 1 || ip.checksum.status != 1 || tcp.analysis.flags"
                    + " || _ws.malformed || _ws.expert.severity >= 6291456"))
        .isEmpty();
    assertThat(tshark(file, "http.response.code == 200")).hasSize(15);
  }

  private static List<String> tshark(Path file, String filter)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "tshark",
                  "-r",
                  file.toString(),
                  "-o",
                  "tcp.check_checksum:TRUE",
                  "-o",
                  "ip.check_checksum:TRUE",
                  "-Y",
                  filter)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "tshark is not installed");
      throw e;
    }
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  private static byte[] pcap(List<byte[]> frames) {
    ByteBuffer file = ByteBuffer.allocate(1 << 20);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    file.putInt(65_535).putInt(1);
    int time = 0;
    for (byte[] frame : frames) {
      file.putInt(time++ / 1000).putInt(time % 1000).putInt(frame.length).putInt(frame.length);
      file.put(frame);
    }
    return Arrays.copyOf(file.array(), file.position());
  }
}
