package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.flow.timing.Conversation.Told;
import org.junit.jupiter.api.Test;

/** A packet captured twice is not a packet sent twice. */
class CopiesTest {
  private final Conversation conversation = new Conversation().opened();

  @Test
  void aCopyIsCountedApartAndChangesNoTime() {
    conversation.client(20).identification(70).data(100);
    conversation.client(20.02).identification(70).timeToLive(63).at(1).data(100);
    conversation.server(30).identification(80).ack();
    conversation.server(30.5).identification(80).timeToLive(63).ack();

    Told told = conversation.told();
    assertThat(told.number("copies")).isEqualTo(2);
    assertThat(told.number("resent_ab")).isZero();
    assertThat(told.number("resent_episodes_ab")).isZero();
    assertThat(told.number("server_rtt_count")).isOne();
  }

  @Test
  void aPacketStampedShortlyBeforeItsCopyIsOneToo() {
    conversation.client(20).identification(70).data(100);
    conversation.client(19.9).identification(70).at(1).data(100);

    assertThat(conversation.told().number("copies")).isOne();
  }

  @Test
  void anotherIdentificationIsAnotherPacket() {
    conversation.client(20).identification(70).data(100);
    conversation.client(20.5).identification(71).at(1).data(100);

    Told told = conversation.told();
    assertThat(told.number("copies")).isZero();
  }

  @Test
  void whatComesLaterThanAMillisecondWasSentAgain() {
    conversation.client(20).identification(70).data(100);
    conversation.client(22).identification(70).at(1).data(100);

    assertThat(conversation.told().number("copies")).isZero();
  }

  @Test
  void withoutIdentificationAcksAreNoCopies() {
    conversation.server(20).identification(0).ack();
    conversation.server(20.1).identification(0).ack();
    conversation.server(20.2).identification(0).data(10);
    conversation.server(20.3).identification(0).at(1).data(10);

    assertThat(conversation.told().number("copies")).isOne();
  }

  @Test
  void aHandshakeCapturedTwiceIsNotAmbiguous() {
    Conversation twice = new Conversation();
    for (int i = 0; i < 2; i++) {
      twice.client(i * 0.01).identification(5).at(0).acking(0).syn();
    }
    for (int i = 0; i < 2; i++) {
      twice.server(10 + i * 0.01).identification(9).at(0).acking(1).synAck();
    }
    for (int i = 0; i < 2; i++) {
      twice.client(14 + i * 0.01).identification(6).at(1).acking(1).ack();
    }

    Told told = twice.told();
    assertThat(told.number("handshake_ambiguous")).isZero();
    assertThat(told.ms("server_handshake_ns")).isEqualTo(10);
    assertThat(told.ms("client_handshake_ns")).isEqualTo(4);
    assertThat(told.number("copies")).isEqualTo(3);
  }
}
