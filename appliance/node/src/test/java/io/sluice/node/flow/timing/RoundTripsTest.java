package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.node.flow.timing.Conversation.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Round trips of data, from a segment to the acknowledgment of just its end. */
class RoundTripsTest {
  private static final double ROUGH = 0.000_25;

  private static void isAbout(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(expected * ROUGH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, -50, Integer.MAX_VALUE - 150})
  void eachSideHasItsOwnAlsoWhereNumbersWrap(int number) {
    Conversation conversation = new Conversation(number, number).opened();
    conversation.client(20).data(100);
    conversation.server(31).ack();
    conversation.server(40).data(300);
    conversation.client(44).ack();

    Told told = conversation.told();
    assertThat(told.number("server_rtt_count")).isOne();
    isAbout(told.ms("server_rtt_min_ns"), 11);
    assertThat(told.number("client_rtt_count")).isOne();
    isAbout(told.ms("client_rtt_min_ns"), 4);
  }

  @Test
  void whatWasSentTwiceIsNotMeasured() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).data(100);
    conversation.client(320).at(1).data(100);
    conversation.server(331).ack();

    Told told = conversation.told();
    assertThat(told.number("server_rtt_count")).isZero();
    assertThat(told.number("server_rtt_min_ns")).isEqualTo(-1);
    assertThat(told.number("resent_ab")).isOne();
  }

  @Test
  void nothingIsMeasuredAcrossAHoleThatWasFilledMeanwhile() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).data(100);
    conversation.client(21).data(100);
    conversation.client(320).at(1).data(100);
    conversation.server(331).acking(201).ack();

    assertThat(conversation.told().number("server_rtt_count")).isZero();
  }

  @Test
  void theEchoOfItsTimestampMeasuresWhatWasSentAgain() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).timestamps(120, 1).data(100);
    conversation.client(320).timestamps(420, 1).at(1).data(100);
    conversation.server(331).timestamps(9, 420).ack();

    Told told = conversation.told();
    assertThat(told.number("server_rtt_count")).isOne();
    isAbout(told.ms("server_rtt_min_ns"), 11);
  }

  @Test
  void theEchoOfTheFirstTransmissionIsNotTakenForTheSecond() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).timestamps(120, 1).data(100);
    conversation.client(320).timestamps(420, 1).at(1).data(100);
    conversation.server(321).timestamps(9, 120).ack();

    assertThat(conversation.told().number("server_rtt_count")).isZero();
  }

  @Test
  void aTimestampThatMayNotHaveTickedMeasuresNothing() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).timestamps(120, 1).data(100);
    conversation.client(23).timestamps(120, 1).at(1).data(100);
    conversation.server(31).timestamps(9, 120).ack();

    assertThat(conversation.told().number("server_rtt_count")).isZero();
  }

  @Test
  void anAckOfSeveralSegmentsIsMatchedToTheNewest() {
    Conversation conversation = new Conversation().opened();
    conversation.server(20).data(1_000);
    conversation.server(22).data(1_000);
    conversation.client(26).ack();

    Told told = conversation.told();
    assertThat(told.number("client_rtt_count")).isOne();
    isAbout(told.ms("client_rtt_min_ns"), 4);
  }

  @Test
  void anAckInTheMiddleOfWhatIsInFlightMeasuresTheSegmentItEndsOn() {
    Conversation conversation = new Conversation().opened();
    for (int i = 0; i < 10; i++) {
      conversation.server(20 + i * 0.1).data(1_000);
    }
    conversation.client(24).acking(1_001).ack();
    conversation.client(25).acking(7_501).ack();
    conversation.client(26).acking(10_001).ack();

    Told told = conversation.told();
    assertThat(told.number("client_rtt_count")).isEqualTo(2);
    isAbout(told.ms("client_rtt_min_ns"), 4);
    isAbout(told.ms("client_rtt_max_ns"), 26 - 20.9);
  }

  @Test
  void aDelayedAckRaisesTheGreatestNotTheLeast() {
    Conversation conversation = new Conversation().opened();
    for (int i = 0; i < 9; i++) {
      conversation.server(100 * i + 20).data(1_000);
      conversation.client(100 * i + 24).ack();
    }
    conversation.server(1_000).data(100);
    conversation.client(1_044).ack();

    Told told = conversation.told();
    assertThat(told.number("client_rtt_count")).isEqualTo(10);
    isAbout(told.ms("client_rtt_min_ns"), 4);
    assertThat(told.ms("client_rtt_p50_ns")).isCloseTo(4, within(4 * 0.42));
    assertThat(told.ms("client_rtt_p99_ns")).isCloseTo(44, within(44 * 0.42));
    isAbout(told.ms("client_rtt_max_ns"), 44);
    assertThat(told.ms("client_rtt_sum_ns")).isCloseTo(80, within(0.01));
    assertThat(told.text("client_rtt_histogram")).isEqualTo("2097152:9 33554432:1");
  }

  @Test
  void aKeepAliveIsNoRoundTripAndNoLoss() {
    Conversation conversation = new Conversation().opened();
    conversation.client(60_000).at(0).data(1);
    conversation.server(60_010).ack();
    conversation.client(120_000).at(0).data(0);
    conversation.server(120_010).ack();

    Told told = conversation.told();
    assertThat(told.number("server_rtt_count")).isZero();
    assertThat(told.number("resent_ab")).isZero();
    assertThat(told.number("response_time_count")).isZero();
  }

  @Test
  void anAckOfWhatWasNotSeenMeasuresNothing() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).data(100);
    conversation.server(31).acking(5_000).ack();
    conversation.server(32).acking(101).ack();

    assertThat(conversation.told().number("server_rtt_count")).isZero();
  }

  @Test
  void theEndIsARoundTripToo() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).fin();
    conversation.server(31).ack();

    isAbout(conversation.told().ms("server_rtt_min_ns"), 11);
  }

  @Test
  void timeThatGoesBackMeasuresNothing() {
    Conversation conversation = new Conversation().opened();
    conversation.client(20).data(100);
    conversation.server(19).ack();

    assertThat(conversation.told().number("server_rtt_count")).isZero();
  }

  @Test
  void aCaptureThatBeginsLateIsMeasuredFromThere() {
    Conversation conversation = new Conversation();
    conversation.server(20).at(7_000).acking(300).data(1_000);
    conversation.client(24).at(300).ack();
    conversation.client(30).data(50);
    conversation.server(41).ack();

    Told told = conversation.told();
    isAbout(told.ms("client_rtt_min_ns"), 4);
    isAbout(told.ms("server_rtt_min_ns"), 11);
    assertThat(told.text("handshake")).isEqualTo("not seen");
  }

  @Test
  void oneLossThatTakesManySegmentsIsOneEpisode() {
    Conversation conversation = new Conversation().opened();
    for (int i = 0; i < 5; i++) {
      conversation.server(20 + i).data(1_000);
    }
    for (int i = 0; i < 3; i++) {
      conversation.server(420 + i).at(1 + 1_000 * i).data(1_000);
    }
    conversation.client(430).ack();
    conversation.server(500).data(1_000);
    conversation.server(900).at(5_001).data(1_000);
    conversation.client(910).ack();

    Told told = conversation.told();
    assertThat(told.number("resent_ba")).isEqualTo(4);
    assertThat(told.number("resent_episodes_ba")).isEqualTo(2);
    assertThat(told.number("resent_episodes_ab")).isZero();
  }

  @Test
  void inALongTransferAnEpisodeEndsWhenLaterDataIsAcknowledged() {
    Conversation conversation = new Conversation().opened();
    double ms = 20;
    for (int lossEvery = 0; lossEvery < 3; lossEvery++) {
      int start = 1 + lossEvery * 40_000;
      for (int i = 0; i < 40; i++) {
        conversation.server(ms += 0.1).data(1_000);
        if (i == 20) {
          conversation.server(ms += 30).at(start + 10_000).data(1_000);
        } else if (i % 10 == 9) {
          conversation.client(ms += 0.1).acking(start + 1_000 * (i - 2)).ack();
        }
      }
    }

    assertThat(conversation.told().number("resent_episodes_ba")).isEqualTo(3);
  }
}
