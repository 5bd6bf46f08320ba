package io.sluice.node.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.aws.FakeAws;
import io.sluice.node.capture.StoredSegment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OffloadKillTest {
  private static final int SEGMENTS = 12;
  private static final int KILLS = 8;

  @TempDir private Path folder;

  private Process child(FakeAws aws) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            OffloadMain.class.getName(),
            aws.address(),
            aws.endpoint(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void killedAtAnyMomentItGoesOnWhereItWasAndNothingIsHalf() throws Exception {
    Random random = new Random(4711);
    for (int i = 0; i < SEGMENTS; i++) {
      byte[] packets = new byte[1 << 20];
      random.nextBytes(packets);
      Files.write(folder.resolve("%012d-x.pcapng".formatted(i)), packets);
      Files.writeString(folder.resolve("%012d-x.idx".formatted(i)), "index of " + i);
    }
    try (FakeAws aws = new FakeAws()) {
      for (int i = 0; i < KILLS; i++) {
        Process killed = child(aws);
        BufferedReader said = said(killed);
        assertThat(said.readLine()).isEqualTo("begun");
        Thread.sleep(random.nextInt(350));
        killed.destroyForcibly().waitFor();
      }
      Process last = child(aws);
      List<String> lines = said(last).lines().toList();
      assertThat(last.waitFor()).isZero();

      assertThat(lines).hasSize(2);
      String[] words = lines.getLast().split(" ", -1);
      // Those that the log has are neither sent nor looked for
      assertThat(Integer.parseInt(words[1]) + Integer.parseInt(words[2])).isBetween(1, SEGMENTS);
      for (StoredSegment segment : OffloadMain.segments(folder)) {
        String object = "capture/m_0/" + segment.path().getFileName();
        assertThat(aws.objects.get(object)).isEqualTo(Files.readAllBytes(segment.path()));
        assertThat(aws.objects.get(object.replace(".pcapng", ".idx")))
            .isEqualTo(Files.readAllBytes(segment.index()));
      }
      assertThat(aws.objects).hasSize(2 * SEGMENTS);
      assertThat(new ArrayList<>(aws.objects.keySet())).noneMatch(key -> key.contains("~"));
    }
  }

  private static BufferedReader said(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
