package io.sluice.node.analyze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.node.config.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnalyzeCommandTest {
  @TempDir private Path folder;
  private Path capture;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    capture = folder.resolve("fetch.pcap");
    Files.write(capture, Pcap.fetch().bytes());
  }

  private int analyze(OutputStream to, String... arguments) {
    CommandLine line =
        new CommandLine(new AnalyzeCommand(to)).setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(told));
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

  private List<String> lines(String... arguments) {
    assertThat(analyze(out, arguments)).as("%s", told).isZero();
    return out.toString(UTF_8).lines().toList();
  }

  private static String cell(List<String> lines, String column, String delimiter) {
    int at = Arrays.asList(lines.get(0).split(delimiter)).indexOf(column);
    assertThat(at).as(column).isNotNegative();
    return lines.get(1).split(delimiter, -1)[at];
  }

  @Test
  void tableSaysWhoTalkedHowMuchAndWhereTheTimeWent() {
    assertThat(lines(capture.toString()))
        .startsWith("7 packets, 517 B in 400 ms from 2026-01-01T00:00:00Z")
        .contains("1 flows: TCP 1; of 7 TCP packets 1 were sent again (14.29 %)")
        .last()
        .asString()
        .contains("10.0.0.1:1000  10.0.0.2:80  TCP    http        7  517 B", "example.org");
  }

  @Test
  void tsvHoldsTsharksColumnsAndVerdicts() {
    List<String> lines = lines(capture.toString(), "--format", "tsv");
    assertThat(lines).hasSize(2);
    assertThat(cell(lines, "client", "\t")).isEqualTo("a");
    assertThat(cell(lines, "first_ns", "\t")).isEqualTo("1767225600000000000");
    assertThat(cell(lines, "hs_server_rtt_ns", "\t")).isEqualTo("30000000");
    assertThat(cell(lines, "hs_client_rtt_ns", "\t")).isEqualTo("10000000");
    assertThat(cell(lines, "retransmission_ab", "\t")).isEqualTo("1");
    assertThat(cell(lines, "retransmission_ba", "\t")).isEqualTo("0");
  }

  @Test
  void csvHoldsEveryColumn() {
    List<String> lines = lines(capture.toString(), "--format", "CSV");
    assertThat(cell(lines, "http_status", ",")).isEqualTo("404");
    assertThat(cell(lines, "vlan", ",")).isEmpty();
  }

  @Test
  void jsonIsAnObjectALineAndASummary() throws IOException {
    List<String> lines = lines(capture.toString(), "--format", "json");
    ObjectMapper json = new ObjectMapper();
    JsonNode flow = json.readTree(lines.get(0));
    assertThat(flow.path("http_host").asText()).isEqualTo("example.org");
    assertThat(flow.has("vlan")).isFalse();
    assertThat(json.readTree(lines.get(1)).at("/summary/packets").asInt()).isEqualTo(7);
  }

  @Test
  void chosenColumnsComeInTheirOrder() {
    assertThat(lines(capture.toString(), "--format", "csv", "--columns", "b_port,a_port"))
        .containsExactly("b_port,a_port", "80,1000");
  }

  @Test
  void filesInARowAreOneCapture() throws IOException {
    byte[] whole = Pcap.fetch().bytes();
    Path first = folder.resolve("1.pcap");
    Path second = folder.resolve("2.pcap.gz");
    int cut = 24 + 3 * 70;
    Files.write(first, Arrays.copyOf(whole, cut));
    try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(second))) {
      zipped.write(whole, 0, 24);
      zipped.write(whole, cut, whole.length - cut);
    }
    List<String> split = lines(first.toString(), second.toString(), "--format", "tsv");
    out.reset();
    assertThat(split).isEqualTo(lines(capture.toString(), "--format", "tsv"));
  }

  @Test
  void damagedCaptureGivesWhatCouldBeRead() throws IOException {
    byte[] whole = Pcap.fetch().bytes();
    Files.write(capture, Arrays.copyOf(whole, whole.length - 5));
    List<String> lines = lines(capture.toString(), "--format", "json");
    JsonNode summary = new ObjectMapper().readTree(lines.getLast()).path("summary");
    assertThat(summary.path("packets").asInt()).isEqualTo(6);
    assertThat(summary.path("warnings").path(0).asText()).contains(capture.toString(), "byte");
  }

  @Test
  void mistakesGetOneSentence() throws IOException {
    Path text = folder.resolve("notes.txt");
    Files.writeString(text, "no packets in here, only words");
    assertThat(analyze(out, text.toString())).isEqualTo(1);
    assertThat(analyze(out, folder.resolve("absent").toString())).isEqualTo(1);
    assertThat(analyze(out, capture.toString(), "--columns", "colour")).isEqualTo(1);
    assertThat(analyze(out, capture.toString(), "--by", "beauty")).isEqualTo(1);
    assertThat(analyze(out, capture.toString(), "--vxlan-port", "70000")).isEqualTo(1);
    assertThat(analyze(out, capture.toString(), "-", "--follow")).isEqualTo(1);
    assertThat(told.toString())
        .contains(
            "notes.txt cannot be analysed",
            "There is no file",
            "`colour`, which is not a column",
            "`--by beauty` is not a column",
            "70000 is not a UDP port",
            "`--follow` takes exactly one file");
  }

  @Test
  void everyColumnIsExplained() {
    assertThat(analyze(out, "--columns", "help", "-")).isZero();
    assertThat(told.toString().lines())
        .hasSizeGreaterThan(100)
        .allSatisfy(line -> assertThat(line).matches("\\w+ +\\S.*"));
  }

  @Test
  void growingCaptureIsToldOfWhenItsFlowsEnd() throws Exception {
    byte[] whole = new Pcap().client(0, Pcap.SYN, 1, 0, "").server(1, Pcap.RST, 0, 2, "").bytes();
    Files.write(capture, Arrays.copyOf(whole, 24));
    Thread following =
        Thread.ofPlatform()
            .start(() -> analyze(out, capture.toString(), "--follow", "--format", "csv"));
    Files.write(capture, Arrays.copyOfRange(whole, 24, whole.length), StandardOpenOption.APPEND);
    while (following.isAlive() && !out.toString(UTF_8).contains("10.0.0.1,1000")) {
      Thread.sleep(20);
    }
    assertThat(following.isAlive()).isTrue();
    following.interrupt();
    following.join();
  }

  @Test
  void whoeverReadsMayGoAway() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(analyze(broken, capture.toString())).isEqualTo(1);
    assertThat(told.toString()).contains("closed before all flows were told");
  }
}
