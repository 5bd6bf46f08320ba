package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.TcpVerdicts;
import io.sluice.packet.Decoder;
import io.sluice.packet.Verdict;
import io.sluice.packet.capture.CaptureFile;
import io.sluice.packet.capture.CaptureReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * tshark as the judge of handshakes and data round trips, over the captures that {@code
 * SLUICE_SHARED} names. What differs differs by a rule that is published in this package.
 */
class TsharkTimesTest {
  private static final Set<String> KINDS = Set.of("tcp-clean", "tcp-events-rich", "handshake");
  private static final int TCP = 6;
  private static final List<String> FIELDS =
      List.of(
          "frame.number",
          "tcp.stream",
          "tcp.analysis.ack_rtt",
          "tcp.analysis.initial_rtt",
          "tcp.analysis.retransmission",
          "tcp.analysis.keep_alive",
          "tcp.analysis.zero_window_probe",
          "tcp.analysis.out_of_order",
          "tcp.flags",
          "tcp.len");

  @TempDir private Path folder;
  private final List<String> differences = new ArrayList<>();
  private int roundTrips;
  private int handshakes;

  /** What tshark says of one frame. */
  private record Judged(
      int stream,
      long ackRtt,
      long initialRtt,
      int verdicts,
      boolean disorder,
      int flags,
      boolean payload) {
    static Judged of(String[] fields) {
      int verdicts =
          (fields[4].isEmpty() ? 0 : TcpVerdicts.RETRANSMISSION)
              | (fields[5].isEmpty() ? 0 : TcpVerdicts.KEEP_ALIVE)
              | (fields[6].isEmpty() ? 0 : TcpVerdicts.ZERO_WINDOW_PROBE);
      boolean disorder = !fields[4].isEmpty() || !fields[7].isEmpty();
      return new Judged(
          Integer.parseInt(fields[1]),
          nanos(fields[2]),
          nanos(fields[3]),
          verdicts,
          disorder,
          fields[8].isEmpty() ? 0 : Integer.decode(fields[8]),
          !fields[9].equals("0"));
    }

    /** tshark takes acknowledgments of resets, too, and those without the ACK flag. */
    boolean acknowledgesOddly() {
      return (flags & 0x14) != 0x10;
    }

    /** tshark counts data of a SYN as sent, whether the server takes it or not. */
    boolean isEarlyData() {
      return (flags & 0x02) != 0 && payload;
    }

    private static long nanos(String seconds) {
      return seconds.isEmpty() ? -1 : new BigDecimal(seconds).movePointRight(9).longValueExact();
    }
  }

  /** One stream's row, and what speaks against comparing it. */
  private static final class Row {
    final Flow flow = new Flow();
    long highA;
    long lowA;
    int portA;
    boolean disorder;
    boolean odd;
    long initialRtt = -1;
  }

  private Map<Integer, Judged> judged(Path capture) throws Exception {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(List.of("-d", "tcp.port==0-65535,data", "--disable-protocol", "sflow"));
    command.addAll(List.of("-o", "tcp.desegment_tcp_streams:FALSE"));
    command.addAll(List.of("-Y", "tcp && !icmp && !icmpv6"));
    command.addAll(List.of("-T", "fields", "-E", "separator=|", "-E", "occurrence=l"));
    FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
    Path out = folder.resolve("out");
    int status =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(folder.resolve("err"))).isIn(0, 2);
    Map<Integer, Judged> frames = new HashMap<>();
    for (String line : Files.readAllLines(out)) {
      String[] fields = line.split("\\|", -1);
      if (!fields[1].isEmpty()) {
        frames.put(Integer.parseInt(fields[0]), Judged.of(fields));
      }
    }
    return frames;
  }

  private void compare(String name, Path capture) throws Exception {
    Map<Integer, Judged> frames = judged(capture);
    Map<Integer, Row> streams = new HashMap<>();
    Decoder decoder = new Decoder();
    Timing timing = new Timing();
    try (Arena arena = Arena.ofConfined();
        CaptureReader reader = CaptureFile.open(capture)) {
      for (int number = 1; reader.next(); number++) {
        Judged judged = frames.get(number);
        Verdict verdict =
            decoder.decode(
                reader.memory(), reader.at(), reader.captured(), reader.wire(), reader.linkType());
        if (judged == null || verdict != Verdict.OK || decoder.protocol() != TCP) {
          continue;
        }
        Row stream = streams.computeIfAbsent(judged.stream, _ -> opened(arena, decoder));
        int direction = direction(stream, decoder);
        stream.disorder |= judged.disorder;
        stream.odd |= judged.isEarlyData();
        stream.initialRtt = Math.max(stream.initialRtt, judged.initialRtt);
        forgetRoundTrips(stream.flow);
        boolean echo = new Section().on(stream.flow).has(Flags.PROBE_BY_ECHO);
        timing.segment(stream.flow, direction, judged.verdicts, decoder, reader.nanos());
        echo &= !new Section().on(stream.flow).has(Flags.PROBE_BY_ECHO);
        if (!echo && !stream.odd) {
          roundTrip(name + " frame " + number, stream.flow, 1 - direction, judged);
        }
        stream.odd |= judged.acknowledgesOddly() && (judged.flags & 0x02) == 0;
      }
      streams.forEach((id, stream) -> handshake(name + " stream " + id, stream));
    }
  }

  private static Row opened(Arena arena, Decoder decoder) {
    Row stream = new Row();
    stream.flow.on(arena.allocate(Flow.SIZE), 0);
    stream.highA = decoder.sourceHigh();
    stream.lowA = decoder.sourceLow();
    stream.portA = decoder.sourcePort();
    return stream;
  }

  private static int direction(Row stream, Decoder decoder) {
    boolean fromA =
        stream.highA == decoder.sourceHigh()
            && stream.lowA == decoder.sourceLow()
            && stream.portA == decoder.sourcePort();
    return fromA ? Flow.AB : Flow.BA;
  }

  private static void forgetRoundTrips(Flow flow) {
    MemorySegment samples =
        flow.memory().asSlice(flow.at() + Layout.ROUND_TRIPS, 2L * Samples.ROUND_TRIPS.size());
    samples.fill((byte) 0);
  }

  private void roundTrip(String place, Flow flow, int sender, Judged judged) {
    long at = new Section().on(flow).roundTrips(sender);
    if (Samples.ROUND_TRIPS.count(flow.memory(), at) == 0) {
      return;
    }
    roundTrips++;
    long ours = Samples.ROUND_TRIPS.sum(flow.memory(), at);
    // tshark shows no round trip of 0
    long theirs = Math.max(0, judged.ackRtt);
    if (Math.abs(ours - theirs) > 16 + theirs / 500_000) {
      differences.add("%s: data %d ns, tshark %d ns".formatted(place, ours, theirs));
    }
  }

  private void handshake(String place, Row stream) {
    Section section = new Section().on(stream.flow);
    long server = Handshake.server(section);
    long client = Handshake.client(section);
    // tshark takes the first packet with ACK for the client's, a reset too, and 0 for unknown
    if (stream.disorder || stream.odd || server < 0 || client < 0 || server + client == 0) {
      return;
    }
    handshakes++;
    if (Math.abs(server + client - Math.max(0, stream.initialRtt)) > 32) {
      differences.add(
          "%s: handshake %d + %d ns, tshark %d ns"
              .formatted(place, server, client, stream.initialRtt));
    }
  }

  @Test
  void timesAreTsharksWhereTheRulesAreTheSame() throws Exception {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tshark")));
    assumeTrue(there, "SKIPPED: no tshark on the PATH to judge times");
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    assumeTrue(named != null, "SKIPPED: no captures; set SLUICE_SHARED");
    Path captures = Path.of(String.valueOf(named), "captures");
    for (String line : Files.readAllLines(captures.resolve("INDEX.tsv"))) {
      String[] fields = line.split("\t", -1);
      if (fields[11].equals("core") && KINDS.contains(fields[9])) {
        compare(fields[0], captures.resolve(fields[0]));
      }
    }
    assertThat(differences).isEmpty();
    assertThat(roundTrips).isGreaterThan(5_000);
    assertThat(handshakes).isGreaterThan(100);
  }
}
