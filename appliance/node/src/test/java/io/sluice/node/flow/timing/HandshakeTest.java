package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.flow.timing.Conversation.Told;
import org.junit.jupiter.api.Test;

/** Handshakes, of which each half is one side's round trip. */
class HandshakeTest {
  private final Conversation conversation = new Conversation();

  @Test
  void bothHalvesAreMeasuredToTheNanosecond() {
    conversation.client(0).syn();
    conversation.server(10.123_456).synAck();
    conversation.client(14.123_456).ack();

    Told told = conversation.told();
    assertThat(told.number("server_handshake_ns")).isBetween(10_123_448L, 10_123_464L);
    assertThat(told.number("client_handshake_ns")).isBetween(3_999_992L, 4_000_008L);
    assertThat(told.text("handshake")).isEqualTo("complete");
    assertThat(told.number("handshake_ambiguous")).isZero();
    assertThat(told.number("client_handshake_deferred")).isZero();
  }

  @Test
  void ofSeveralSynsWithoutTimestampsNoneIsKnownToBeAnswered() {
    conversation.client(0).syn();
    conversation.client(1_000).at(0).syn();
    conversation.server(1_005).synAck();
    conversation.client(1_009).ack();

    Told told = conversation.told();
    assertThat(told.number("server_handshake_ns")).isEqualTo(-1);
    assertThat(told.number("handshake_ambiguous")).isOne();
    assertThat(told.ms("client_handshake_ns")).isEqualTo(4);
  }

  @Test
  void theEchoedTimestampNamesTheLastSyn() {
    conversation.client(0).timestamps(100, 0).syn();
    conversation.client(1_000).at(0).timestamps(1_100, 0).syn();
    conversation.server(1_005).timestamps(7, 1_100).synAck();

    Told told = conversation.told();
    assertThat(told.ms("server_handshake_ns")).isEqualTo(5);
    assertThat(told.number("handshake_ambiguous")).isZero();
  }

  @Test
  void theEchoedTimestampNamesTheFirstSynOfTwo() {
    conversation.client(0).timestamps(100, 0).syn();
    conversation.client(1_000).at(0).timestamps(1_100, 0).syn();
    conversation.server(1_005).timestamps(7, 100).synAck();

    assertThat(conversation.told().ms("server_handshake_ns")).isEqualTo(1_005);
  }

  @Test
  void ofThreeSynsAnEchoThatIsNotTheLastOneIsAmbiguous() {
    conversation.client(0).timestamps(100, 0).syn();
    conversation.client(1_000).at(0).timestamps(1_100, 0).syn();
    conversation.client(3_000).at(0).timestamps(3_100, 0).syn();
    conversation.server(3_005).timestamps(7, 1_100).synAck();

    Told told = conversation.told();
    assertThat(told.number("server_handshake_ns")).isEqualTo(-1);
    assertThat(told.number("handshake_ambiguous")).isOne();
  }

  @Test
  void synsWithTheSameTimestampStayAmbiguous() {
    conversation.client(0).timestamps(100, 0).syn();
    conversation.client(1_000).at(0).timestamps(100, 0).syn();
    conversation.server(1_005).timestamps(7, 100).synAck();

    assertThat(conversation.told().number("handshake_ambiguous")).isOne();
  }

  @Test
  void ofSeveralSynAcksNoneIsKnownToBeAcknowledged() {
    conversation.client(0).syn();
    conversation.server(10).synAck();
    conversation.server(1_010).at(0).synAck();
    conversation.client(1_012).ack();

    Told told = conversation.told();
    assertThat(told.ms("server_handshake_ns")).isEqualTo(10);
    assertThat(told.number("client_handshake_ns")).isEqualTo(-1);
    assertThat(told.number("handshake_ambiguous")).isOne();
  }

  @Test
  void anAckThatWaitedForPayloadIsFlagged() {
    conversation.client(0).syn();
    conversation.server(10).synAck();
    conversation.client(200).data(100);

    Told told = conversation.told();
    assertThat(told.ms("client_handshake_ns")).isEqualTo(190);
    assertThat(told.number("client_handshake_deferred")).isOne();
  }

  @Test
  void aSynWithEarlyDataIsAnsweredTogetherWithIt() {
    conversation.client(0).syn();
    conversation.server(10).acking(1 + 300).synAck();
    conversation.client(14).at(301).ack();

    assertThat(conversation.told().ms("server_handshake_ns")).isEqualTo(10);
  }

  @Test
  void aSynNobodyAnswersSaysSo() {
    conversation.client(0).syn();
    conversation.client(1_000).at(0).syn();
    conversation.client(3_000).at(0).syn();

    Told told = conversation.told();
    assertThat(told.text("verdict")).isEqualTo("no answer to SYN (3 sent)");
    assertThat(told.text("handshake")).isEqualTo("SYN not answered");
    assertThat(told.number("server_handshake_ns")).isEqualTo(-1);
  }

  @Test
  void aSynAnsweredByResetIsRefused() {
    conversation.client(0).syn();
    conversation.server(8).reset();

    Told told = conversation.told();
    assertThat(told.text("handshake")).isEqualTo("refused");
    assertThat(told.text("verdict")).isEqualTo("refused: the server answered the SYN by RST");
  }

  @Test
  void aSynAckWithoutSynIsAnAsymmetricRouteOrAReflection() {
    conversation.server(10).acking(1).synAck();

    Told told = conversation.told();
    assertThat(told.text("handshake")).isEqualTo("SYN-ACK without SYN");
    assertThat(told.text("verdict")).startsWith("SYN-ACK without SYN: asymmetric route");
  }

  @Test
  void theClientsHalfIsKnownWithoutItsSyn() {
    conversation.server(10).acking(1).synAck();
    conversation.client(14).at(1).ack();

    Told told = conversation.told();
    assertThat(told.ms("client_handshake_ns")).isEqualTo(4);
    assertThat(told.number("server_handshake_ns")).isEqualTo(-1);
    assertThat(told.text("handshake")).isEqualTo("SYN not seen");
  }

  @Test
  void aHandshakeThatNobodyCompletesSaysSo() {
    conversation.client(0).syn();
    conversation.server(10).synAck();
    conversation.server(1_010).at(0).synAck();

    Told told = conversation.told();
    assertThat(told.text("handshake")).isEqualTo("SYN-ACK not acknowledged");
    assertThat(told.text("verdict"))
        .isEqualTo("handshake never completed: SYN-ACK not acknowledged");
  }

  @Test
  void aScanThatResetsTheHandshakeSaysSo() {
    conversation.client(0).syn();
    conversation.server(10).synAck();
    conversation.client(14).reset();

    assertThat(conversation.told().text("verdict"))
        .isEqualTo("handshake never completed: the client reset it");
  }

  @Test
  void oneSideAloneIsNoAlarm() {
    conversation.client(0).syn();
    conversation.client(14).acking(1).ack();
    conversation.client(15).acking(1).data(100);

    assertThat(conversation.told().text("verdict")).isEqualTo("only one side was seen");
  }

  @Test
  void aChallengeBeforeTheAnswerIsNoAnswer() {
    conversation.client(0).syn();
    conversation.server(5).at(70_000).acking(90_000).ack();
    conversation.client(1_000).at(0).timestamps(9, 0).syn();
    conversation.server(1_010).at(0).synAck();

    Told told = conversation.told();
    assertThat(told.text("handshake")).isEqualTo("SYN-ACK not acknowledged");
    assertThat(told.number("handshake_ambiguous")).isOne();
  }

  @Test
  void timeThatGoesBackMakesNoRoundTrip() {
    conversation.client(10).syn();
    conversation.server(5).synAck();
    conversation.client(4).ack();

    Told told = conversation.told();
    assertThat(told.number("server_handshake_ns")).isEqualTo(-1);
    assertThat(told.number("client_handshake_ns")).isEqualTo(-1);
    assertThat(told.text("handshake")).isEqualTo("complete");
  }

  @Test
  void whatTheSynsOfferIsKept() {
    byte[] mine = {2, 4, 0x05, (byte) 0xb4, 3, 3, 7, 1, 4, 2, 1, 1};
    byte[] theirs = {2, 4, 0x05, 0x50, 3, 3, 2, 1};
    conversation.client(0).options(mine).syn();
    conversation.server(10).options(theirs).synAck();
    conversation.client(14).window(500).ack();
    conversation.client(15).window(400).data(10);
    conversation.server(25).window(300).ack();

    Told told = conversation.told();
    assertThat(told.number("mss_ab")).isEqualTo(1_460);
    assertThat(told.number("mss_ba")).isEqualTo(1_360);
    assertThat(told.number("window_scale_ab")).isEqualTo(7);
    assertThat(told.number("window_scale_ba")).isEqualTo(2);
    assertThat(told.number("sack_permitted_ab")).isOne();
    assertThat(told.number("sack_permitted_ba")).isZero();
    assertThat(told.number("window_min_ab")).isEqualTo(400 << 7);
    assertThat(told.number("window_min_ba")).isEqualTo(300 << 2);
  }

  @Test
  void windowsAreNotScaledUnlessBothOffer() {
    byte[] mine = {2, 4, 0x05, (byte) 0xb4, 3, 3, 7, 1};
    conversation.client(0).options(mine).syn();
    conversation.server(10).synAck();
    conversation.client(14).window(500).ack();

    Told told = conversation.told();
    assertThat(told.number("window_min_ab")).isEqualTo(500);
    assertThat(told.number("window_scale_ba")).isEqualTo(-1);
    assertThat(told.number("mss_ba")).isEqualTo(-1);
    assertThat(told.number("window_min_ba")).isEqualTo(-1);
  }

  @Test
  void theSamePortsUsedAgainAreMeasuredAgain() {
    conversation.opened();
    conversation.client(5_000).at(900_000).syn();
    conversation.server(5_020).at(900_000).synAck();
    conversation.client(5_021).ack();

    assertThat(conversation.all())
        .extracting(told -> told.ms("server_handshake_ns"))
        .containsExactly(10.0, 20.0);
  }
}
