package io.sluice.node.flow;

import static io.sluice.node.flow.Conversation.A;
import static io.sluice.node.flow.Conversation.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Tcp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is the client, and what part of a handshake's time is whose. */
class HandshakeTest {
  private final Conversation talk = new Conversation();

  @AfterEach
  void close() {
    talk.close();
  }

  private void isTold(String client, String server, String clientTime) {
    assertThat(talk.told("client")).isEqualTo(client);
    assertThat(talk.told("hs_server_rtt_ns")).isEqualTo(server);
    assertThat(talk.told("hs_client_rtt_ns")).isEqualTo(clientTime);
  }

  @Test
  void timeSplitsAtThePlaceOfCapture() {
    talk.handshake();
    isTold("a", "10000000", "20000000");
    assertThat(talk.told("initial_rtt_ns")).isEqualTo("30000000");
  }

  @Test
  void afterALostSynTheLatestOneCounts() {
    talk.syn(A, -1).millisLater(1_000).handshake();
    isTold("a", "10000000", "20000000");
  }

  @Test
  void theFirstSynAckCountsThoughItComesAgain() {
    talk.syn(A, -1).millisLater(10).syn(B, -1).millisLater(1_000).syn(B, -1).millisLater(1);
    talk.acks(A, 1);
    isTold("a", "10000000", "1001000000");
  }

  @Test
  void whoIsSentASynAckIsTheClient() {
    talk.send(A, Tcp.SYN | Tcp.ACK, 0, 0, -1).millisLater(20).acks(B, 1);
    isTold("b", "", "20000000");
  }

  @Test
  void inTheMiddleOfAConversationNobodyIs() {
    talk.sends(A, 10).acks(B, 11);
    isTold("?", "", "");
  }

  @Test
  void aRefusalHasNoHandshakeTimes() {
    talk.syn(A, -1).millisLater(10).reset(B);
    isTold("a", "", "");
  }

  @Test
  void aResetDoesNotEndTheHandshake() {
    talk.syn(A, -1).millisLater(10).syn(B, -1).millisLater(20).reset(A);
    isTold("a", "10000000", "");
  }

  @Test
  void flagsAreCountedForEachSide() {
    talk.handshake().fin(A).fin(B).reset(B);
    assertThat(talk.streams().getFirst())
        .containsEntry("syn_ab", "1")
        .containsEntry("syn_ba", "0")
        .containsEntry("synack_ba", "1")
        .containsEntry("fin_ab", "1")
        .containsEntry("fin_ba", "1")
        .containsEntry("rst_ab", "0")
        .containsEntry("rst_ba", "1");
  }
}
