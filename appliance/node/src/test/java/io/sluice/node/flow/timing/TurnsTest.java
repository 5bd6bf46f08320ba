package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.node.flow.timing.Conversation.Told;
import org.junit.jupiter.api.Test;

/** Requests and responses: the server's time, the network's, the client's. */
class TurnsTest {
  private final Conversation conversation = new Conversation().opened();

  private static void isAbout(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(expected * 0.000_25));
  }

  @Test
  void aTurnIsSplitIntoItsParts() {
    conversation.client(20).data(1_000);
    conversation.client(23).data(500);
    conversation.server(33).ack();
    conversation.server(273).data(1_000);
    conversation.server(280).data(1_000);
    conversation.client(284).ack();
    conversation.client(1_284).data(100);

    Told told = conversation.told();
    assertThat(told.number("response_time_count")).isOne();
    isAbout(told.ms("response_time_min_ns"), 250);
    isAbout(told.ms("response_time_sum_ns"), 250);
    isAbout(told.ms("application_delay_sum_ns"), 240);
    assertThat(told.number("application_delay_clipped")).isZero();
    assertThat(told.number("ack_gap_count")).isOne();
    isAbout(told.ms("ack_gap_sum_ns"), 240);
    isAbout(told.ms("request_transfer_sum_ns"), 3);
    isAbout(told.ms("response_transfer_sum_ns"), 7);
    isAbout(told.ms("client_think_sum_ns"), 1_000);
  }

  @Test
  void anAckThatRidesOnTheResponseIsNoGap() {
    conversation.client(20).data(1_000);
    conversation.server(35).data(1_000);

    Told told = conversation.told();
    assertThat(told.number("ack_gap_count")).isZero();
    isAbout(told.ms("application_delay_sum_ns"), 5);
  }

  @Test
  void anAckOfHalfTheRequestIsNoGap() {
    conversation.client(20).data(1_000);
    conversation.client(21).data(1_000);
    conversation.server(32).acking(1_001).ack();
    conversation.server(35).data(1_000);

    assertThat(conversation.told().number("ack_gap_count")).isZero();
  }

  @Test
  void theFirstAckOpensTheGapALaterOneDoesNotNarrowIt() {
    conversation.client(20).data(1_000);
    conversation.server(30).ack();
    conversation.server(90).window(900).ack();
    conversation.server(130).data(1_000);

    isAbout(conversation.told().ms("ack_gap_sum_ns"), 100);
  }

  @Test
  void aResponseFasterThanTheHandshakeIsClippedAndCounted() {
    conversation.client(20).data(100);
    conversation.server(26).data(100);

    Told told = conversation.told();
    assertThat(told.number("application_delay_clipped")).isOne();
    assertThat(told.number("application_delay_sum_ns")).isZero();
    assertThat(told.number("response_time_count")).isOne();
  }

  @Test
  void aRequestSentAgainCountsFromItsOriginalAndIsFlagged() {
    conversation.client(20).data(100);
    conversation.client(320).at(1).data(100);
    conversation.server(340).data(100);

    Told told = conversation.told();
    isAbout(told.ms("response_time_min_ns"), 320);
    assertThat(told.number("requests_resent")).isOne();
  }

  @Test
  void pipelinedRequestsAreOneTurn() {
    conversation.client(20).data(100);
    conversation.client(21).data(100);
    conversation.client(22).data(100);
    conversation.server(40).data(100);
    conversation.server(41).data(100);

    Told told = conversation.told();
    assertThat(told.number("response_time_count")).isOne();
    isAbout(told.ms("response_time_min_ns"), 18);
  }

  @Test
  void aServerThatSpeaksFirstHasNoResponseTime() {
    conversation.server(60).data(40);
    conversation.client(100).data(20);
    conversation.server(115).data(20);

    Told told = conversation.told();
    assertThat(told.number("response_time_count")).isOne();
    isAbout(told.ms("response_time_min_ns"), 15);
    isAbout(told.ms("client_think_sum_ns"), 36);
  }

  @Test
  void responsesSentAgainAddNoTurn() {
    conversation.client(20).data(100);
    conversation.server(40).data(100);
    conversation.client(100).data(100);
    conversation.server(101).at(1).data(100);
    conversation.server(120).data(100);

    Told told = conversation.told();
    assertThat(told.number("response_time_count")).isEqualTo(2);
    isAbout(told.ms("response_time_sum_ns"), 40);
  }

  @Test
  void aFinAfterTheRequestDoesNotShortenTheResponseTime() {
    conversation.client(20).data(100);
    conversation.client(25).fin();
    conversation.server(60).data(100);

    isAbout(conversation.told().ms("response_time_min_ns"), 40);
  }

  @Test
  void aLateCaptureTakesTheShortestRoundTripForTheNetwork() {
    Conversation late = new Conversation();
    late.client(0).at(50).acking(90).data(10);
    late.server(10).at(90).ack();
    late.server(60).data(10);

    Told told = late.told();
    isAbout(told.ms("application_delay_sum_ns"), 50);
  }

  @Test
  void timesOfHoursAreTold() {
    conversation.client(20).data(100);
    conversation.server(60).data(100);
    conversation.client(7_200_064).data(100);
    conversation.server(7_200_100).data(100);

    isAbout(conversation.told().ms("client_think_sum_ns"), 7_200_000);
  }

  @Test
  void percentilesOfResponseTimes() {
    double ms = 20;
    for (int i = 0; i < 100; i++) {
      conversation.client(ms).data(10);
      ms += i < 90 ? 12 : 300;
      conversation.server(ms).data(10);
      ms += 5;
    }

    Told told = conversation.told();
    assertThat(told.number("response_time_count")).isEqualTo(100);
    assertThat(told.ms("response_time_p50_ns")).isCloseTo(12, within(12 * 0.42));
    assertThat(told.ms("response_time_p99_ns")).isCloseTo(300, within(300 * 0.42));
  }
}
