package io.sluice.node.flow.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One sentence for each flow: is it the network, the server or the client? */
class DiagnosisTest {
  private final Conversation conversation = new Conversation().opened();

  private String verdict() {
    return conversation.told().text("verdict");
  }

  @Test
  void theServer() {
    conversation.client(20).data(100);
    conversation.server(270).data(100);
    conversation.server(276).data(100);

    assertThat(verdict()).isEqualTo("server: 240 ms of 270 ms");
  }

  @Test
  void theNetwork() {
    conversation.client(20).data(100);
    conversation.server(30.1).data(100);

    assertThat(verdict()).isEqualTo("network: 24 ms of 24 ms");
  }

  @Test
  void theClient() {
    conversation.client(20).data(100);
    conversation.server(32).data(100);
    conversation.client(5_000).data(100);

    assertThat(verdict()).isEqualTo("client waits: 5.0 s of 5.0 s");
  }

  @Test
  void theTransfer() {
    conversation.client(20).data(100);
    for (int i = 0; i < 100; i++) {
      conversation.server(32 + 20 * i).data(1_000);
      conversation.client(36 + 20 * i).ack();
    }

    assertThat(verdict()).isEqualTo("transfer: 2.0 s of 2.0 s");
  }

  @Test
  void theReceiversBuffer() {
    conversation.client(20).data(100);
    conversation.server(32).data(1_000);
    conversation.client(36).window(0).ack();
    conversation.server(2_032).data(1_000);

    assertThat(verdict()).isEqualTo("transfer, client's buffer full: 2.0 s of 2.0 s");
  }

  @Test
  void losses() {
    conversation.client(20).data(100);
    for (int i = 0; i < 48; i++) {
      conversation.server(32 + i).data(1_000);
    }
    conversation.server(400).at(20_001).data(1_000);
    conversation.server(401).at(30_001).data(1_000);

    assertThat(verdict()).isEqualTo("network: 4 % retransmitted");
  }

  @Test
  void aSlowServerWithLosses() {
    conversation.client(20).data(100);
    conversation.server(900).data(100);
    conversation.server(1_200).at(1).data(100);
    conversation.server(1_600).at(1).data(100);

    assertThat(verdict()).isEqualTo("server: 870 ms of 894 ms; 29 % retransmitted");
  }

  @Test
  void twoCauses() {
    conversation.client(20).data(100);
    conversation.server(50).data(100);
    conversation.server(70).data(100);

    assertThat(verdict()).isEqualTo("network 24 ms, server 20 ms of 64 ms");
  }

  @Test
  void aResponseThatWaitedForALostRequest() {
    conversation.client(20).data(100);
    conversation.client(1_020).at(1).data(100);
    conversation.server(1_040).data(100);

    assertThat(verdict()).isEqualTo("server: 1.0 s of 1.0 s; 1 request sent again");
  }

  @Test
  void aReset() {
    conversation.client(20).data(100);
    conversation.server(270).data(100);
    conversation.server(271).reset();

    assertThat(verdict()).isEqualTo("server: 240 ms of 264 ms; reset by server");
  }

  @Test
  void aRequestAnsweredByReset() {
    conversation.client(20).data(100);
    conversation.server(31).ack();
    conversation.server(60).reset();

    assertThat(verdict())
        .isEqualTo("server: acknowledged the request, no answer in 40 ms; reset by server");
  }

  @Test
  void aRequestThatIsNeverAnswered() {
    conversation.client(20).data(100);
    conversation.server(31).ack();
    conversation.client(30_020).fin();

    assertThat(verdict()).isEqualTo("server: acknowledged the request, no answer in 30.0 s");
  }

  @Test
  void aRequestThatIsNotEvenAcknowledged() {
    conversation.client(20).data(100);
    conversation.client(3_020).at(1).data(100);

    assertThat(verdict()).isEqualTo("network or server: request not acknowledged in 3.0 s");
  }

  @Test
  void oneWayDataThatIsAcknowledgedAtOnceIsNoQuestion() {
    for (int i = 0; i < 5; i++) {
      conversation.client(20 + 1_000 * i).data(100);
      conversation.server(31 + 1_000 * i).ack();
    }

    assertThat(verdict()).isEqualTo("transfer: 4.0 s of 4.0 s");
  }

  @Test
  void anAckThatWaitedForTheFirstRequestWaitedForTheClient() {
    Conversation deferred = new Conversation();
    deferred.client(0).syn();
    deferred.server(10).synAck();
    deferred.client(500).data(100);
    deferred.server(510).data(100);

    assertThat(deferred.told().text("verdict")).isEqualTo("client waits: 490 ms of 510 ms");
  }

  @Test
  void aResetAfterBothHaveEndedIsNone() {
    conversation.client(20).fin();
    conversation.server(31).fin();
    conversation.client(35).reset();

    assertThat(verdict()).isEqualTo("network: 14 ms of 14 ms");
  }

  @Test
  void nothingWasAsked() {
    Conversation late = new Conversation();
    late.client(0).at(10).acking(20).ack();
    late.server(5).at(20).acking(10).ack();

    assertThat(late.told().text("verdict")).isEqualTo("no request was answered");
  }
}
