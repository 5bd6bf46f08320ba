package io.sluice.node.flow;

import static io.sluice.node.flow.Conversation.A;
import static io.sluice.node.flow.Conversation.A_START;
import static io.sluice.node.flow.Conversation.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Tcp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each of tshark 4.0's rules, as a small conversation in which it is seen at work. */
class TcpRulesTest {
  private final Conversation talk = new Conversation();

  @AfterEach
  void close() {
    talk.close();
  }

  @Test
  void aConversationInWhichNothingHappensHasNoVerdict() {
    talk.handshake().sends(A, 100).millisLater(30).acks(B, 101).sends(B, 500).acks(A, 501);
    talk.fin(A).millisLater(30).acks(B, 102).fin(B);
    assertThat(talk.verdicts()).isEmpty();
  }

  @Test
  void aGapIsALostSegmentBeforeIt() {
    talk.handshake().sends(A, 100).loses(A, 100).sends(A, 100);
    assertThat(talk.verdicts()).containsExactly("lost_segment_ab 1");
  }

  @Test
  void aResetAheadIsNoLostSegment() {
    talk.handshake().sends(A, 100).loses(A, 100).reset(A);
    assertThat(talk.verdicts()).isEmpty();
  }

  @Test
  void anAcknowledgmentOfWhatWasNotSeenIsToldOnce() {
    talk.handshake().sends(A, 100).acks(B, 301).acks(B, 401);
    assertThat(talk.verdicts()).containsExactly("ack_lost_segment_ba 1");
  }

  @Test
  void dataSentAgainAfterARoundTripIsARetransmission() {
    talk.handshake().sends(A, 100).sends(A, 100).millisLater(200).sendsAt(A, 1, 100);
    assertThat(talk.verdicts()).containsExactly("retransmission_ab 1");
  }

  @Test
  void dataBehindWithinARoundTripOfTheLatestIsOutOfOrder() {
    talk.handshake().loses(A, 100).sends(A, 100).millisLater(29).sendsAt(A, 1, 100);
    assertThat(talk.verdicts()).containsExactly("lost_segment_ab 1", "out_of_order_ab 1");
  }

  @Test
  void withoutAHandshakeThreeMillisecondsStandForTheRoundTrip() {
    talk.sendsAt(A, 201, 100).millisLater(2.9).sendsAt(A, 1, 100);
    talk.millisLater(0.2).sendsAt(A, 101, 50);
    assertThat(talk.verdicts()).containsExactly("out_of_order_ab 1", "retransmission_ab 1");
  }

  @Test
  void whatEndsWhereTheLatestEndsIsARetransmissionHoweverSoon() {
    talk.handshake().sends(A, 100).millisLater(1).sendsAt(A, 1, 100);
    assertThat(talk.verdicts()).containsExactly("retransmission_ab 1");
  }

  @Test
  void afterTwoDuplicateAcknowledgmentsItIsFastWithinTwentyMilliseconds() {
    talk.handshake().sends(A, 100).loses(A, 100).sends(A, 100).millisLater(50).acks(B, 101);
    talk.acksAgain(B).acksAgain(B).millisLater(19).sendsAt(A, 101, 100);
    assertThat(talk.verdicts())
        .containsExactly(
            "duplicate_ack_ba 2",
            "fast_retransmission_ab 1",
            "lost_segment_ab 1",
            "retransmission_ab 1");
  }

  @Test
  void laterOrAfterOneDuplicateItIsNotFast() {
    talk.handshake().sends(A, 100).loses(A, 100).sends(A, 100).millisLater(50).acks(B, 101);
    talk.acksAgain(B).acksAgain(B).millisLater(21).sendsAt(A, 101, 100);
    assertThat(talk.verdicts())
        .contains("retransmission_ab 1")
        .noneMatch(v -> v.startsWith("fast"));

    try (Conversation other = new Conversation()) {
      other.handshake().sends(A, 100).loses(A, 100).sends(A, 100).millisLater(50).acks(B, 101);
      other.acksAgain(B).millisLater(1).sendsAt(A, 101, 100);
      assertThat(other.verdicts())
          .contains("retransmission_ab 1")
          .noneMatch(v -> v.startsWith("fast"));
    }
  }

  @Test
  void acknowledgedDataSentAgainIsSpurious() {
    talk.handshake().sends(A, 100).millisLater(50).acks(B, 101).millisLater(1).sendsAt(A, 1, 100);
    assertThat(talk.verdicts())
        .containsExactly("retransmission_ab 1", "spurious_retransmission_ab 1");
  }

  @Test
  void aClockThatGoesBackMakesNothingFastOrOutOfOrder() {
    talk.handshake().sends(A, 100).loses(A, 100).sends(A, 100).millisLater(50).acks(B, 101);
    talk.acksAgain(B).acksAgain(B).millisLater(-100).sendsAt(A, 101, 50);
    assertThat(talk.verdicts())
        .containsExactly("duplicate_ack_ba 2", "lost_segment_ab 1", "retransmission_ab 1");
  }

  @Test
  void anotherWindowMakesABareAcknowledgmentAnUpdateAndNoDuplicate() {
    talk.handshake().window(A, 2_000).acksAgain(A).acksAgain(A);
    assertThat(talk.verdicts()).containsExactly("duplicate_ack_ab 1", "window_update_ab 1");
  }

  @Test
  void aClosedWindowIsProbedAndAnswered() {
    talk.handshake().sends(A, 100).window(B, 0).acks(B, 101).millisLater(300);
    talk.sends(A, 1).acksAgain(B);
    assertThat(talk.verdicts())
        .containsExactly(
            "zero_window_ba 2", "zero_window_probe_ab 1", "zero_window_probe_ack_ba 1");
  }

  @Test
  void aResetWithoutWindowDoesNotCloseIt() {
    talk.handshake().window(A, 0).reset(A);
    assertThat(talk.verdicts()).isEmpty();
  }

  @Test
  void oneByteOrNoneBeforeTheNextIsAKeepAliveAndItsAnswerIsNoDuplicate() {
    talk.handshake().sends(A, 100).millisLater(30).acks(B, 101).millisLater(9_000);
    talk.sendsAt(A, 100, 1).millisLater(30).acksAgain(B).millisLater(9_000);
    talk.sendsAt(A, 100, 0).millisLater(30).acksAgain(B);
    assertThat(talk.verdicts()).containsExactly("keep_alive_ab 2", "keep_alive_ack_ba 2");
  }

  @Test
  void theSegmentThatEndsWithTheWindowFillsIt() {
    talk.handshake().sends(A, 600).sends(A, 399).sends(A, 1);
    assertThat(talk.verdicts()).containsExactly("window_full_ab 1");
  }

  @Test
  void scaledWindowsCountOnceTheSideHasAcknowledgedWithoutSyn() {
    talk.syn(A, 2).millisLater(10).syn(B, 3).millisLater(20).acks(A, 1);
    talk.sends(A, 999).sends(A, 1).acks(B, 1_001).sends(A, 7_000).sends(A, 1_000);
    assertThat(talk.verdicts()).containsExactly("window_full_ab 2");
  }

  @Test
  void withoutTheSynTheWindowsScaleIsNotKnownAndNothingFillsIt() {
    talk.sendsAt(A, 1, 10).sendsAt(B, 1, 10).acks(A, 11).acks(B, 11).sends(A, 1_000);
    assertThat(talk.verdicts()).isEmpty();
  }

  @Test
  void theSameSynAgainIsARetransmissionInTheSameStream() {
    talk.syn(A, -1).millisLater(1_000).syn(A, -1);
    assertThat(talk.streams()).hasSize(1);
    assertThat(talk.verdicts()).containsExactly("retransmission_ab 1");
  }

  @Test
  void aSynWithAnotherNumberOpensAnotherStreamOnReusedPorts() {
    talk.handshake().sends(A, 10).startingAt(A_START + 5_000_000, 1);
    talk.send(A, Tcp.SYN, 0, 0, -1);
    assertThat(talk.streams()).hasSize(2);
    assertThat(talk.verdicts(0)).isEmpty();
    assertThat(talk.verdicts(1)).containsExactly("reused_ports_ab 1");
    assertThat(talk.streams().get(1)).containsEntry("pkts_ab", "1").containsEntry("stream", "1");
  }

  @Test
  void aSynAckWithAnotherNumberStaysInTheStream() {
    talk.syn(A, -1).syn(B, -1).startingAt(A_START, 9_000_000).syn(B, -1);
    assertThat(talk.streams()).hasSize(1);
    assertThat(talk.verdicts()).contains("reused_ports_ba 1");
  }

  @Test
  void numbersMayPassTheEndOfTheirRange() {
    talk.startingAt(-150, -50).handshake().sends(A, 100).sends(A, 100).millisLater(30);
    talk.acks(B, 201).sends(B, 100).millisLater(90).sendsAt(B, 1, 100);
    assertThat(talk.verdicts()).containsExactly("retransmission_ba 1");
  }

  @Test
  void aHeaderThatIsTooShortByItsOwnWordIsNotCounted() {
    byte[] header = Packets.tcp(40_000, 443, Tcp.ACK, 1, 1, 10, -1);
    header[12] = 0x40;
    talk.handshake().give(A, header, 0);
    assertThat(talk.told("pkts_ab")).isEqualTo("2");
    assertThat(talk.counts().cut()).isEqualTo(1);
  }

  @Test
  void aHeaderLongerThanItsPacketIsCountedAndNotJudged() {
    byte[] header = Packets.tcp(40_000, 443, Tcp.ACK, 1, 1, 0, -1);
    header[12] = (byte) 0xf0;
    talk.handshake().give(A, header, 0);
    assertThat(talk.told("pkts_ab")).isEqualTo("3");
    assertThat(talk.told("payload_ab")).isEqualTo("0");
    assertThat(talk.verdicts()).isEmpty();
  }

  @Test
  void aHeaderThatWasCutOffIsRememberedAndGivesNoVerdict() {
    byte[] again = Packets.tcp(40_000, 443, Tcp.ACK, A_START + 1, 0, 0, -1);
    again[12] = (byte) 0x80;
    byte[] fresh = Packets.tcp(40_000, 443, Tcp.ACK, A_START + 101, 0, 9, -1);
    fresh[12] = (byte) 0x80;
    talk.handshake().sends(A, 100).millisLater(200).give(A, again, 12 + 100);
    talk.give(A, fresh, 12 + 100).millisLater(200).sendsAt(A, 101, 100);
    assertThat(talk.told("payload_ab")).isEqualTo("400");
    assertThat(talk.verdicts()).containsExactly("retransmission_ab 1");
  }

  @Test
  void aHeaderLongerThanItsPacketEndsTheHandshakeAndOneThatIsTooShortDoesNot() {
    byte[] header = Packets.tcp(40_000, 443, Tcp.ACK, A_START + 1, 0, 0, -1);
    header[12] = 0x40;
    talk.syn(A, -1).millisLater(10).syn(B, -1).millisLater(10).give(A, header, 0);
    header[12] = (byte) 0xf0;
    talk.millisLater(10).give(A, header, 0).millisLater(10).acks(A, 1);
    assertThat(talk.told("initial_rtt_ns")).isEqualTo("30000000");
  }

  @Test
  void aHandshakeThatEndsBeforeItBeginsMakesAllThatComesLateOutOfOrder() {
    talk.syn(A, -1).millisLater(10).syn(B, -1).millisLater(-20).acks(A, 1);
    talk.loses(A, 100).sends(A, 100).millisLater(5_000).sendsAt(A, 1, 100);
    assertThat(talk.verdicts()).containsExactly("lost_segment_ab 1", "out_of_order_ab 1");
  }

  @Test
  void afterTenThousandUnacknowledgedSegmentsAFinTakesNoNumber() {
    talk.window(B, 0xffff).handshake();
    for (int i = 0; i < 14_000; i++) {
      talk.sends(A, 99);
    }
    talk.fin(A).millisLater(500).fin(A);
    assertThat(talk.told("pkts_ab")).isEqualTo("14004");
    assertThat(talk.verdicts()).isEmpty();

    try (Conversation acknowledged = new Conversation()) {
      acknowledged.window(B, 0xffff).handshake();
      for (int i = 0; i < 14_000; i++) {
        acknowledged.sends(A, 99);
      }
      acknowledged.acks(B, 14_000 * 99 + 1).fin(A).millisLater(500).fin(A);
      assertThat(acknowledged.verdicts()).containsExactly("retransmission_ab 1");
    }
  }
}
