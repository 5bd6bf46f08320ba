package io.sluice.node.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.config.UserError;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.capture.PcapngWriter;
import io.sluice.packet.index.SegmentFiles;
import io.sluice.packet.index.SegmentIndexer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SearchCommandTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  /** UDP from 10.0.0.1 to 10.0.0.2, ports 4000 and 53. */
  private static final String FRAME =
      "0200000000020200000000010800450000200000000040110000 0a000001 0a000002 0fa00035000c0000"
          + "00000000";

  @TempDir private Path folder;
  private Path store;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    store = Files.createDirectory(folder.resolve("store"));
    segment("1.pcapng", START, 10);
    segment("2.pcapng", START.plusSeconds(3600), 10);
  }

  /** So many packets, one each second, every second one from 10.0.0.1. */
  private void segment(String name, Instant start, int packets) throws IOException {
    Path segment = store.resolve(name);
    try (PcapngWriter writer =
        new PcapngWriter(Channels.newChannel(Files.newOutputStream(segment)), "test")) {
      for (int i = 0; i < packets; i++) {
        byte[] frame = HexFormat.of().parseHex(FRAME.replace(" ", ""));
        frame[29] += (byte) (i % 2 * 8);
        writer.packet(
            writer.source(PacketSource.of("external", 901, 1)),
            start.plusSeconds(i).getEpochSecond() * 1_000_000_000L,
            MemorySegment.ofArray(frame),
            0,
            frame.length,
            frame.length,
            0);
      }
    }
    SegmentIndexer indexer = new SegmentIndexer();
    indexer.rebuild(segment);
    indexer.finish(SegmentFiles.index(segment));
  }

  private int search(OutputStream to, String... arguments) {
    CommandLine line = new CommandLine(new SearchCommand(to, START.plusSeconds(7200)));
    line.setOut(new PrintWriter(told, true));
    line.setErr(new PrintWriter(told, true));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof UserError) {
            told.append(e.getMessage());
            return 1;
          }
          throw e;
        });
    return line.execute(arguments);
  }

  private static List<Instant> times(byte[] pcapng) throws IOException {
    List<Instant> times = new ArrayList<>();
    try (CaptureReader reader = CaptureFile.open(new ByteArrayInputStream(pcapng))) {
      while (reader.next()) {
        times.add(Instant.ofEpochSecond(0, reader.nanos()));
      }
      assertThat(reader.warnings()).isEmpty();
    }
    return times;
  }

  @Test
  void packetsThatMatchAreCounted() {
    assertThat(search(out, store.toString(), "host 10.0.0.1 and port 53")).isZero();
    assertThat(told.toString())
        .isEqualToIgnoringNewLines(
            "10 packets, 460 bytes from 2026-01-01T10:00:00Z to 2026-01-01T11:00:08Z in 2"
                + " segments.");
    assertThat(out.size()).isZero();
  }

  @Test
  void theyAreWrittenToAFileInOrderOfTime() throws IOException {
    Path file = folder.resolve("found.pcapng");

    assertThat(search(out, store.toString(), "host 10.0.0.9", "-o", file.toString())).isZero();

    assertThat(times(Files.readAllBytes(file)))
        .hasSize(10)
        .isSorted()
        .startsWith(START.plusSeconds(1));
  }

  @Test
  void standardOutputTakesThemToo() throws IOException {
    assertThat(search(out, store.toString(), "vni 901", "-o", "-")).isZero();
    assertThat(times(out.toByteArray())).hasSize(20);
    assertThat(told.toString()).isEmpty();
  }

  @Test
  void timesAreToldAsMomentsOrAsSoLongAgo() throws IOException {
    assertThat(search(out, store.toString(), "-o", "-", "--from", "-1h", "--to", "-3595s"))
        .isZero();
    assertThat(times(out.toByteArray()))
        .containsExactly(
            START.plusSeconds(3600),
            START.plusSeconds(3601),
            START.plusSeconds(3602),
            START.plusSeconds(3603),
            START.plusSeconds(3604),
            START.plusSeconds(3605));
    for (String from :
        List.of("2026-01-01T11:00:08Z", "2026-01-01 11:00:08", "2026-01-01T12:00:08+01:00")) {
      out.reset();
      assertThat(search(out, store.toString(), "-o", "-", "--from", from)).as(from).isZero();
      assertThat(times(out.toByteArray())).hasSize(2);
    }
  }

  @Test
  void aLimitEndsTheSearch() throws IOException {
    assertThat(search(out, store.toString(), "-o", "-", "--limit", "3")).isZero();
    assertThat(times(out.toByteArray())).hasSize(3);
  }

  @Test
  void nothingFoundIsNoMistake() {
    assertThat(search(out, store.toString(), "host 192.0.2.1")).isZero();
    assertThat(told.toString()).isEqualToIgnoringNewLines("No packet matches in 2 segments.");
  }

  @Test
  void aWrongFilterIsShownWithItsPlace() {
    assertThat(search(out, store.toString(), "host 10.0.0.1 and prot 53")).isEqualTo(1);
    assertThat(told.toString())
        .startsWith("The filter is refused: ")
        .contains("  host 10.0.0.1 and prot 53\n                    ^^^^");
  }

  @Test
  void mistakesAreToldInASentence() {
    assertThat(search(out, folder.resolve("none").toString())).isEqualTo(1);
    assertThat(search(out, store.toString(), "--from", "yesterday")).isEqualTo(1);
    assertThat(search(out, store.toString(), "--from", "now", "--to", "-2h")).isEqualTo(1);
    assertThat(search(out, store.toString(), "--limit", "0")).isEqualTo(1);
    assertThat(search(out, store.toString(), "-o", store.resolve("x.pcapng").toString()))
        .isEqualTo(1);
    assertThat(told.toString())
        .contains(
            "There is no directory",
            "`--from yesterday` is no time.",
            "`--from now` is after `--to -2h`.",
            "`--limit` must be 1 or more.",
            "is in the store that is searched.");
  }

  @Test
  void anOutputThatGoesAwayIsToldAsSuch() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(search(closed, store.toString(), "-o", "-")).isEqualTo(1);
    assertThat(told.toString()).isEqualTo("The output was closed before all packets were written.");
  }
}
