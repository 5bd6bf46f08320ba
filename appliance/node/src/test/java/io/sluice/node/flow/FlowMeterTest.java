package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Tcp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which flows there are, when they end, and what becomes of them when there is no room. */
class FlowMeterTest {
  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final int CLIENT = 0x0a00_0001;
  private static final int SERVER = 0x0a00_0002;

  private final Packets packets = new Packets();
  private final List<String> told = new ArrayList<>();

  private FlowMeter live(int flows) {
    return new FlowMeter(new FlowSettings(flows, 120 * SECOND, 60 * SECOND, false), this::tell);
  }

  private FlowMeter streams(int flows) {
    return new FlowMeter(new FlowSettings(flows, Long.MAX_VALUE, Long.MAX_VALUE, true), this::tell);
  }

  private void tell(Flow flow, FlowEnd end) {
    told.add(
        "%s %d %d+%d %s"
            .formatted(
                Addresses.text(flow.ipVersion(), flow.aHigh(), flow.aLow()),
                flow.aPort(),
                flow.packets(Flow.AB),
                flow.packets(Flow.BA),
                end));
  }

  private void tcp(FlowMeter meter, int port, int flags, int seq, double seconds) {
    give(
        meter,
        Packets.ipv4(CLIENT, SERVER, 6, Packets.tcp(port, 80, flags, seq, 1, 9, -1), 0),
        seconds);
  }

  private void back(FlowMeter meter, int port, int flags, int seq, double seconds) {
    give(
        meter,
        Packets.ipv4(SERVER, CLIENT, 6, Packets.tcp(80, port, flags, seq, 1, 9, -1), 0),
        seconds);
  }

  private void give(FlowMeter meter, byte[] frame, double seconds) {
    packets.give(meter, frame, 0, START + (long) (seconds * SECOND));
  }

  private static void ticks(FlowMeter meter, double from, double to) {
    for (double at = from; at <= to; at += 0.1) {
      meter.tick(START + (long) (at * SECOND));
    }
  }

  @Test
  void everyProtocolOverIpHasFlowsAndWhatIsNotIpHasNone() {
    try (FlowMeter meter = streams(10)) {
      give(meter, Packets.ipv4(CLIENT, SERVER, 17, Packets.udp(53, 54, 12), 0), 0);
      give(meter, Packets.ipv4(SERVER, CLIENT, 17, Packets.udp(54, 53, 30), 0), 1);
      give(meter, Packets.ipv4(CLIENT, SERVER, 1, new byte[8], 0), 2);
      give(meter, Packets.ipv4(CLIENT, SERVER, 47, new byte[4], 0), 3);
      byte[] arp = new byte[60];
      arp[12] = 8;
      arp[13] = 6;
      give(meter, arp, 4);
      meter.flush();
      assertThat(told).hasSize(3).startsWith("10.0.0.1 53 1+1 FLUSHED", "10.0.0.1 0 1+0 FLUSHED");
      assertThat(meter.counts().notIp()).isEqualTo(1);
      assertThat(meter.counts().measured()).isEqualTo(4);
    }
  }

  @Test
  void networksAndTagsMakeFlowsButNotStreams() {
    byte[] plain = Packets.ipv4(CLIENT, SERVER, 6, Packets.tcp(1, 80, Tcp.SYN, 5, 0, 9, -1), 0);
    try (FlowMeter live = live(10);
        FlowMeter streams = streams(10)) {
      for (FlowMeter meter : List.of(live, streams)) {
        give(meter, plain, 0);
        give(meter, Packets.tagged(7, plain), 0);
        give(meter, Packets.tagged(8, plain), 0);
      }
      assertThat(live.counts().open()).isEqualTo(3);
      assertThat(streams.counts().open()).isEqualTo(1);
    }
  }

  @Test
  void aFirstFragmentThatWasCutOffIsAPacketOfItsStream() {
    byte[] first = Packets.ipv4(CLIENT, SERVER, 6, Packets.tcp(1, 80, Tcp.ACK, 5, 0, 9, -1), 800);
    first[20] = 0x20;
    byte[] later = Packets.ipv4(CLIENT, SERVER, 6, new byte[20], 0);
    later[21] = 100;
    try (FlowMeter live = live(10);
        FlowMeter streams = streams(10)) {
      for (FlowMeter meter : List.of(live, streams)) {
        packets.give(meter, first, 800, START);
        packets.give(meter, later, 0, START);
        meter.flush();
      }
      assertThat(streams.counts().fragments()).isEqualTo(1);
      assertThat(told.getLast()).isEqualTo("10.0.0.1 1 1+0 FLUSHED");
      packets.give(streams, first, 0, START);
      assertThat(streams.counts().fragments()).isEqualTo(2);
    }
  }

  @Test
  void aFlowIsToldOfEachMinuteInWhichItWentOn() {
    try (FlowMeter meter = live(10)) {
      for (int second = 0; second < 130; second++) {
        tcp(meter, 1, Tcp.ACK, 5, second);
        ticks(meter, second + 0.1, second + 0.9);
      }
      assertThat(told).hasSize(2).allMatch(line -> line.endsWith("INTERVAL"));
      ticks(meter, 130, 240);
      assertThat(told).hasSize(3).last().isEqualTo("10.0.0.1 1 130+0 INTERVAL");
    }
  }

  @Test
  void aSilentFlowEndsAndItsKeyBeginsAnew() {
    try (FlowMeter meter = live(10)) {
      tcp(meter, 1, Tcp.ACK, 5, 0);
      ticks(meter, 0, 119);
      assertThat(told).noneMatch(line -> line.endsWith("IDLE"));
      ticks(meter, 119, 140);
      assertThat(told).contains("10.0.0.1 1 1+0 IDLE");
      assertThat(meter.counts().open()).isZero();
    }
  }

  @Test
  void alsoAfterTheClockWasSetBack() {
    try (FlowMeter meter = live(10)) {
      ticks(meter, 90_000, 90_001);
      tcp(meter, 1, Tcp.ACK, 5, 0);
      ticks(meter, 0, 140);
      assertThat(told).contains("10.0.0.1 1 1+0 IDLE");
    }
  }

  @Test
  void alsoWhenNoTickHasFoundIt() {
    try (FlowMeter meter = live(10)) {
      tcp(meter, 1, Tcp.ACK, 5, 0);
      tcp(meter, 1, Tcp.ACK, 5, 120);
      assertThat(told).containsExactly("10.0.0.1 1 1+0 IDLE");
      assertThat(meter.counts().open()).isEqualTo(1);
    }
  }

  @Test
  void whatTrailsBehindTheLastFinIsStillTheFlows() {
    try (FlowMeter meter = live(10)) {
      tcp(meter, 1, Tcp.FIN | Tcp.ACK, 5, 0);
      back(meter, 1, Tcp.FIN | Tcp.ACK, 9, 0.1);
      tcp(meter, 1, Tcp.ACK, 6, 0.2);
      ticks(meter, 0.3, 20);
      assertThat(told).containsExactly("10.0.0.1 1 2+1 CLOSED");
    }
  }

  @Test
  void aResetEndsAFlowAndANewSynDoesSoAtOnce() {
    try (FlowMeter meter = live(10)) {
      tcp(meter, 1, Tcp.SYN, 5, 0);
      back(meter, 1, Tcp.RST | Tcp.ACK, 0, 0.1);
      tcp(meter, 1, Tcp.SYN, 500, 0.2);
      assertThat(told).containsExactly("10.0.0.1 1 1+1 CLOSED");
      back(meter, 1, Tcp.RST | Tcp.ACK, 0, 0.3);
      ticks(meter, 0.3, 20);
      assertThat(told).containsExactly("10.0.0.1 1 1+1 CLOSED", "10.0.0.1 1 1+1 CLOSED");
    }
  }

  @Test
  void theRestIsToldInTheOrderOfFirstPackets() {
    try (FlowMeter meter = live(10)) {
      for (int port : new int[] {3, 1, 2}) {
        tcp(meter, port, Tcp.RST, 5, 0);
      }
      ticks(meter, 0, 20);
      told.clear();
      for (int port : new int[] {9, 7, 8, 6}) {
        tcp(meter, port, Tcp.ACK, 5, 20);
      }
      meter.flush();
      assertThat(told)
          .containsExactly(
              "10.0.0.1 9 1+0 FLUSHED",
              "10.0.0.1 7 1+0 FLUSHED",
              "10.0.0.1 8 1+0 FLUSHED",
              "10.0.0.1 6 1+0 FLUSHED");
      assertThat(meter.counts().open()).isZero();
    }
  }

  @Test
  void streamsThereIsNoRoomForAreRefusedAndSaidToBe() {
    try (FlowMeter meter = streams(2)) {
      for (int port = 1; port <= 5; port++) {
        tcp(meter, port, Tcp.SYN, 5, 0);
      }
      tcp(meter, 2, Tcp.SYN, 5, 1);
      assertThat(meter.counts().refused()).isEqualTo(3);
      meter.flush();
      assertThat(told).containsExactly("10.0.0.1 1 1+0 FLUSHED", "10.0.0.1 2 2+0 FLUSHED");
    }
  }

  @Test
  void unansweredFlowsMakeRoomBeforeOneSidedOnesAndTheseBeforeAnsweredOnes() {
    try (FlowMeter meter = live(3)) {
      tcp(meter, 1, Tcp.SYN, 5, 0);
      back(meter, 1, Tcp.SYN | Tcp.ACK, 5, 0.1);
      tcp(meter, 2, Tcp.ACK, 5, 0.2);
      tcp(meter, 2, Tcp.ACK, 5, 0.3);
      tcp(meter, 3, Tcp.SYN, 5, 0.4);
      tcp(meter, 4, Tcp.SYN, 5, 0.5);
      tcp(meter, 4, Tcp.ACK, 6, 0.5);
      tcp(meter, 5, Tcp.SYN, 5, 0.6);
      assertThat(told).containsExactly("10.0.0.1 3 1+0 EVICTED", "10.0.0.1 2 2+0 EVICTED");
      assertThat(meter.counts().evicted()).isEqualTo(2);
      assertThat(meter.counts().evictedUnanswered()).isEqualTo(1);
    }
  }

  @Test
  void aTableFullOfLivingFlowsRefusesNewcomersUntilOneFallsSilent() {
    try (FlowMeter meter = live(2)) {
      for (int port = 1; port <= 2; port++) {
        tcp(meter, port, Tcp.SYN, 5, port);
        back(meter, port, Tcp.SYN | Tcp.ACK, 5, port);
        tcp(meter, port, Tcp.ACK, 6, port);
      }
      tcp(meter, 9, Tcp.SYN, 5, 3);
      assertThat(meter.counts().refused()).isEqualTo(1);
      tcp(meter, 9, Tcp.SYN, 5, 16);
      assertThat(told).containsExactly("10.0.0.1 1 2+1 EVICTED");
    }
  }
}
