package io.sluice.node.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlierTest {
  private final List<String> told = new ArrayList<>();
  private final long[] packets = new long[2];
  private final long[] bytes = new long[2];
  private Earlier earlier = new Earlier(10_000);

  private Lane lane() {
    return new Lane(0, new RowRing(2, 0), List.of(), earlier);
  }

  private Traffic traffic() {
    Lane lane = lane();
    Told one = new Told();
    return new Traffic(
        (flow, end) -> {
          one.of(lane, flow, end, flow.lastNanos() / 1_000);
          told.add("%s +%d/%d".formatted(end, one.newPackets(Flow.AB), one.newPackets(Flow.BA)));
          for (int direction = 0; direction < 2; direction++) {
            packets[direction] += one.newPackets(direction);
            bytes[direction] += one.newBytes(direction);
          }
        });
  }

  @Test
  void aLongFlowsRecordsAddUpToWhatItCarriedNoMatterHowOftenItIsTold() {
    try (Traffic traffic = traffic()) {
      traffic.udp(1, 100).udp(1, 100).after(12).udp(1, 100).after(12);
      traffic.udp(1, 100).udp(1, 100).udp(1, 100).flush();
    }

    assertThat(told).containsExactly("INTERVAL +2/0", "INTERVAL +1/0", "FLUSHED +3/0");
    assertThat(packets).containsExactly(6, 0);
    assertThat(bytes).containsExactly(6 * 142, 0);
    assertThat(earlier.size()).isZero();
  }

  @Test
  void thousandsOfLongFlowsAreRememberedApartAndForgottenAtTheirEnd() {
    try (Traffic traffic = traffic()) {
      for (int round = 0; round < 3; round++) {
        for (int flow = 0; flow < 5_000; flow++) {
          traffic.udp(flow, flow % 7);
        }
        traffic.after(12);
      }
      assertThat(earlier.size()).isEqualTo(5_000);
      traffic.flush();
    }

    assertThat(packets[Flow.AB]).isEqualTo(15_000);
    assertThat(earlier.size()).isZero();
  }

  @Test
  void flowsBeyondTheBoundAreToldAllAtTheirEndSoThatSumsStayRight() {
    earlier = new Earlier(1);
    try (Traffic traffic = traffic()) {
      traffic.udp(1, 10).udp(2, 10).after(12).udp(1, 10).udp(2, 10).flush();
    }

    assertThat(told)
        .containsExactlyInAnyOrder(
            "INTERVAL +1/0", "INTERVAL +0/0", "FLUSHED +1/0", "FLUSHED +2/0");
    assertThat(packets[Flow.AB]).isEqualTo(4);
  }

  @Test
  void whatWasNeverToldToEndIsForgottenAfterHoursToMakeRoom() {
    earlier = new Earlier(2);
    Lane lane = lane();
    Told one = new Told();
    long[] skew = {0};
    List<Long> news = new ArrayList<>();
    try (Traffic traffic =
        new Traffic(
            (flow, end) -> {
              one.of(lane, flow, FlowEnd.INTERVAL, skew[0] + flow.lastNanos() / 1_000);
              news.add(one.newPackets(Flow.AB));
            })) {
      traffic.udp(1, 1).udp(2, 1).flush();
      skew[0] = 3L * 3_600 * 1_000_000;
      traffic.udp(3, 1).flush();
    }

    assertThat(news).containsExactly(1L, 1L, 1L);
    assertThat(earlier.size()).isEqualTo(1);
  }
}
