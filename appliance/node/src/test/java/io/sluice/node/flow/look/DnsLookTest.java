package io.sluice.node.flow.look;

import static io.sluice.node.flow.look.DnsMessages.A;
import static io.sluice.node.flow.look.DnsMessages.AAAA;
import static io.sluice.node.flow.look.DnsMessages.answer;
import static io.sluice.node.flow.look.DnsMessages.prefixed;
import static io.sluice.node.flow.look.DnsMessages.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DnsLookTest {
  private static final String HOST = "www.example.org";

  @Test
  void aQueryAndItsAnswer() {
    Talk talk = Talk.udp(53).client(query(7, "WwW.Example.ORG", AAAA)).after(12);
    assertThat(talk.server(answer(7, HOST, AAAA, 0)).told())
        .containsEntry("app", "dns")
        .containsEntry("dns_name", HOST)
        .containsEntry("dns_type", "AAAA")
        .containsEntry("dns_rcode", "NOERROR")
        .containsEntry("dns_queries", "1")
        .containsEntry("dns_answers", "1")
        .containsEntry("dns_errors", "0")
        .containsEntry("dns_unanswered", "0")
        .containsEntry("dns_latency_count", "1")
        .containsEntry("dns_latency_sum_ns", "12000000")
        .containsEntry("dns_latency_max_ns", "12000000")
        .containsEntry("sni", "")
        .containsEntry("tls_alerts", "");
  }

  @Test
  void severalQueriesAtOnceAreAnsweredInAnyOrder() {
    Talk talk =
        Talk.udp(53).client(query(1, HOST, A)).after(1).client(query(2, HOST, AAAA)).after(9);
    talk.server(answer(2, HOST, AAAA, 0)).after(10).server(answer(1, HOST, A, 3));
    assertThat(talk.told())
        .containsEntry("dns_type", "A")
        .containsEntry("dns_queries", "2")
        .containsEntry("dns_latency_count", "2")
        .containsEntry("dns_latency_sum_ns", "29000000")
        .containsEntry("dns_latency_max_ns", "20000000")
        .containsEntry("dns_nxdomain", "1")
        .containsEntry("dns_errors", "1");
  }

  @Test
  void errorsAreCountedByTheirCode() {
    Talk talk = Talk.udp(53);
    for (int id = 0; id < 12; id++) {
      talk.client(query(id, HOST, A)).server(answer(id, HOST, A, id % 6));
    }
    assertThat(talk.told())
        .containsEntry("dns_rcode", "NOERROR")
        .containsEntry("dns_errors", "10")
        .containsEntry("dns_servfail", "2")
        .containsEntry("dns_nxdomain", "2");
  }

  @Test
  void aRepeatedQueryIsMeasuredFromItsFirst() {
    Talk talk = Talk.udp(53).client(query(1, HOST, A)).after(1_000).client(query(1, HOST, A));
    assertThat(talk.after(5).server(answer(1, HOST, A, 0)).told())
        .containsEntry("dns_queries", "2")
        .containsEntry("dns_repeated", "1")
        .containsEntry("dns_unanswered", "0")
        .containsEntry("dns_latency_sum_ns", "1005000000");
  }

  @Test
  void anOldNumberMayBeUsedAgain() {
    Talk talk = Talk.udp(53).client(query(1, HOST, A)).after(6_000).client(query(1, HOST, A));
    assertThat(talk.after(5).server(answer(1, HOST, A, 0)).told())
        .containsEntry("dns_repeated", "0")
        .containsEntry("dns_unanswered", "1")
        .containsEntry("dns_latency_sum_ns", "5000000");
  }

  @Test
  void whatNobodyAnswersAndWhatNobodyAsked() {
    Talk talk = Talk.udp(53).client(query(1, HOST, A)).server(answer(2, HOST, A, 0));
    assertThat(talk.client(query(3, HOST, A)).told())
        .containsEntry("dns_unanswered", "2")
        .containsEntry("dns_latency_count", "0")
        .containsEntry("dns_latency_max_ns", "");
  }

  @Test
  void multicastHasNoAnswersOfItsOwn() {
    assertThat(Talk.udp(5_353, 5_353).client(query(0, "printer.local", A)).told())
        .containsEntry("app", "dns")
        .containsEntry("dns_name", "printer.local")
        .containsEntry("dns_unanswered", "");
    assertThat(Talk.udp(5_355).client(query(9, "wpad", A)).told())
        .containsEntry("dns_name", "wpad");
  }

  @Test
  void anAnswerWithoutAQuestionIsNamedByItsFirstRecord() {
    byte[] name = DnsMessages.name("printer.local");
    byte[] response = DnsMessages.message(0, 0x8400, name, A, 1);
    response[5] = 0;
    byte[] record = Hello.join(response, new byte[] {0, 0, 0, 9, 0, 4, 10, 0, 0, 1});
    assertThat(Talk.udp(5_353, 5_353).client(record).told())
        .containsEntry("dns_name", "printer.local")
        .containsEntry("dns_answers", "1");
  }

  @Test
  void otherPortsAreToldByContent() {
    assertThat(Talk.udp(9_953).client(query(1, HOST, A)).told()).containsEntry("app", "dns");
    assertThat(Talk.udp(9_953).client("quite another protocol, sent to somebody").told())
        .containsEntry("app", "")
        .containsEntry("look_malformed", "0");
    assertThat(Talk.udp(137).client(query(1, HOST, A)).told()).containsEntry("app", "");
    assertThat(Talk.tcp(9_953).client(prefixed(query(1, HOST, A))).told())
        .containsEntry("app", "dns");
  }

  @Test
  void overTcpMessagesMayShareASegmentOrNeedSeveral() {
    byte[] both = Hello.join(prefixed(query(1, HOST, A)), prefixed(query(2, HOST, AAAA)));
    byte[] long1 = prefixed(Hello.join(answer(1, HOST, A, 0), new byte[3_000]));
    Talk talk = Talk.tcp(53).client(both).after(4).server(Arrays.copyOf(long1, 1_400));
    talk.server(Arrays.copyOfRange(long1, 1_400, 2_800));
    talk.server(Arrays.copyOfRange(long1, 2_800, long1.length)).after(1);
    assertThat(talk.server(prefixed(answer(2, HOST, AAAA, 0))).told())
        .containsEntry("app", "dns")
        .containsEntry("dns_queries", "2")
        .containsEntry("dns_answers", "2")
        .containsEntry("dns_latency_sum_ns", "9000000")
        .containsEntry("look_malformed", "0");
  }

  @Test
  void overTcpTheLengthMayComeAlone() {
    byte[] message = query(1, HOST, A);
    Talk talk = Talk.tcp(53).client(Hello.u16(message.length)).client(message);
    assertThat(talk.told()).containsEntry("dns_name", HOST).containsEntry("dns_queries", "1");
  }

  @Test
  void compressedNamesAreFollowedBackOnly() {
    byte[] pointing = {3, 'f', 'o', 'o', (byte) 0xc0, 0};
    byte[] looping = {3, 'f', 'o', 'o', (byte) 0xc0, 12};
    byte[] ahead = {(byte) 0xc0, 40};
    assertThat(told(pointing)).containsEntry("dns_name", "foo.\\000");
    assertThat(told(looping)).containsEntry("app", "").containsEntry("look_malformed", "1");
    assertThat(told(ahead)).containsEntry("app", "").containsEntry("look_malformed", "1");
  }

  /** With a number that reads as the label of one byte, 0, and flags that end it. */
  private static java.util.Map<String, String> told(byte[] name) {
    return Talk.udp(53).client(DnsMessages.message(0x0100, 0x0000, name, A, 0)).told();
  }

  @Test
  void namesAreMadeSafeToPrint() {
    byte[] odd = {5, 'a', '.', 27, '"', (byte) 0xe9, 0};
    assertThat(told(odd)).containsEntry("dns_name", "a\\.\\027\\034\\233");
    assertThat(told(new byte[] {0})).containsEntry("dns_name", ".");
    assertThat(told(new byte[] {4, '=', '1', '+', '1', 0})).containsEntry("dns_name", "\\0611+1");
  }

  @Test
  void longNamesAreReadToTheirEndAndLongerOnesAreMalformed() {
    String label = "a".repeat(49);
    String longest = String.join(".", label, label, label, label, label);
    assertThat(told(DnsMessages.name(longest))).containsEntry("dns_name", longest);
    assertThat(told(DnsMessages.name(longest + ".abcdef"))).containsEntry("look_malformed", "1");
  }

  @Test
  void whatCannotBeReadIsCounted() {
    Talk talk =
        Talk.udp(53).client(query(1, HOST, A)).client("no DNS at all, but sent to its port");
    talk.client(new byte[] {1, 2, 3});
    assertThat(talk.told()).containsEntry("dns_queries", "1").containsEntry("look_malformed", "2");
    assertThat(talk.look().counts().malformed()).isEqualTo(2);
  }

  @Test
  void whatWasCutOffByTheCaptureIsNotMalformed() {
    Talk talk = Talk.udp(53).client(query(1, HOST, A), 20).client(query(2, HOST, A), 5);
    assertThat(talk.told()).containsEntry("look_malformed", "0");
  }
}
