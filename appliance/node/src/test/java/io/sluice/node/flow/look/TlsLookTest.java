package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsLookTest {
  private static final String EXAMPLE = "t13d1516h2_8daaf6152771_e5627efa2ab1";

  private static final byte[] GREETING = Hello.example().record();

  private static byte[] from(byte[] bytes, int at) {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private static byte[] until(byte[] bytes, int at) {
    return Arrays.copyOf(bytes, at);
  }

  @Test
  void aClientHelloTellsWhereItGoesAndWhoSpeaks() {
    assertThat(Talk.tcp(8_443).client(GREETING).told())
        .containsEntry("app", "tls")
        .containsEntry("sni", "www.example.org")
        .containsEntry("tls_offered", "1.3 1.2")
        .containsEntry("alpn", "h2 http/1.1")
        .containsEntry("ja4", EXAMPLE)
        .containsEntry("tls_hello", "whole")
        .containsEntry("tls_version", "")
        .containsEntry("tls_alerts", "0")
        .containsEntry("dns_queries", "")
        .containsEntry("http_requests", "");
  }

  @ParameterizedTest
  @CsvSource({
    "303, 1301, 304, 1.3, TLS_AES_128_GCM_SHA256",
    "303, c030, 303, 1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "301, 0035, 301, 1.0, TLS_RSA_WITH_AES_256_CBC_SHA",
    "303, 1301, 7f17, 0x7f17, TLS_AES_128_GCM_SHA256",
    "300, fefe, 300, ssl3.0, 0xfefe"
  })
  void aServerHelloTellsWhatWasAgreed(
      String legacy, String cipher, String chosen, String version, String suite) {
    byte[] server =
        Hello.server(
            Integer.parseInt(legacy, 16),
            Integer.parseInt(cipher, 16),
            Integer.parseInt(chosen, 16));
    assertThat(Talk.tcp(443).client(GREETING).server(server).told())
        .containsEntry("tls_version", version)
        .containsEntry("tls_cipher", suite);
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 40, 100, 120})
  void aHelloInManySegmentsIsPutTogether(int size) {
    assertThat(Talk.tcp(443).client(GREETING, size, () -> {}).told())
        .containsEntry("ja4", EXAMPLE)
        .containsEntry("sni", "www.example.org")
        .containsEntry("tls_hello", "whole");
  }

  @Test
  void aHelloAsLargeAsPostQuantumOnesIsPutTogether() {
    byte[] large = Hello.example().extension(0x0033, new byte[1_220]).record();
    assertThat(Talk.tcp(443).client(large, 1_448, () -> {}).told())
        .containsEntry("tls_hello", "whole")
        .containsEntry("sni", "www.example.org");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 100})
  void aHelloInManyRecordsIsPutTogether(int size) {
    assertThat(Talk.tcp(443).client(Hello.example().records(size)).told())
        .containsEntry("ja4", EXAMPLE);
    assertThat(Talk.tcp(443).client(Hello.example().records(size), 33, () -> {}).told())
        .containsEntry("ja4", EXAMPLE);
  }

  @Test
  void whatComesTwiceIsTakenOnce() {
    Talk talk = Talk.tcp(443).client(until(GREETING, 60)).clientGoesBack(60);
    assertThat(talk.client(until(GREETING, 80)).client(from(GREETING, 80)).told())
        .containsEntry("ja4", EXAMPLE);
  }

  @Test
  void aHelloWithAGapIsNotWhole() {
    Talk talk = Talk.tcp(443).client(until(GREETING, 120)).clientLoses(10);
    assertThat(talk.client(from(GREETING, 130)).told())
        .containsEntry("app", "tls")
        .containsEntry("sni", "www.example.org")
        .containsEntry("ja4", "")
        .containsEntry("tls_hello", "part");
    assertThat(talk.look().counts().hellosNotWhole()).isEqualTo(1);
  }

  @Test
  void aHelloOfWhichTooLittleWasCapturedIsNotWhole() {
    Talk talk = Talk.tcp(443).client(GREETING, 130);
    assertThat(talk.told()).containsEntry("sni", "www.example.org").containsEntry("ja4", "");
    assertThat(talk.look().counts()).isEqualTo(new LookCounts(0, 1, 0, 0));
  }

  @Test
  void aHelloLargerThanItsBufferIsNotWhole() {
    byte[] large = Hello.example().extension(0x0033, new byte[5_000]).record();
    Talk talk = Talk.tcp(443).client(large, 1_448, () -> {});
    assertThat(talk.told()).containsEntry("sni", "www.example.org").containsEntry("ja4", "");
    assertThat(talk.look().counts().hellosNotWhole()).isEqualTo(1);
  }

  @Test
  void theOldestUnfinishedHelloGivesWay() {
    FirstLook look = new FirstLook(new LookSettings(1 << 14, 16, 1));
    Hellos hellos = new Hellos(1);
    int first = hellos.take(7, 0);
    int second = hellos.take(8, 0);
    assertThat(hellos.isOwner(first, 7)).isFalse();
    assertThat(hellos.isOwner(second, 8)).isTrue();
    assertThat(look.bytes()).isLessThan(100_000);
  }

  @Test
  void aNameThatWouldBreakTerminalsIsWrittenOut() {
    assertThat(
            Talk.tcp(443)
                .client(new Hello().ciphers("1301").sni("a\u001b[2J\"\n.b").record())
                .told())
        .containsEntry("sni", "a\\027[2j\\034\\010.b");
  }

  @Test
  void aHelloThatContradictsItselfIsCountedAsMalformed() {
    byte[] bad = Hello.example().record();
    // The list of suites is longer than the message
    bad[5 + 4 + 2 + 32 + 1] = 0x7f;
    Talk talk = Talk.tcp(443).client(bad);
    assertThat(talk.told())
        .containsEntry("app", "tls")
        .containsEntry("look_malformed", "1")
        .containsEntry("tls_hello", "part")
        .containsEntry("tls_offered", "");
    assertThat(talk.look().counts().malformed()).isEqualTo(1);
  }

  @Test
  void alertsAreCountedAndThoseInTheClearAreNamed() {
    byte[] refused = {21, 3, 3, 0, 2, 2, 40};
    byte[] encrypted = Hello.join(new byte[] {21, 3, 3, 0, 26}, new byte[26]);
    Talk talk = Talk.tcp(443).client(GREETING).server(refused).client(encrypted);
    assertThat(talk.told())
        .containsEntry("tls_alerts", "2")
        .containsEntry("tls_alert", "handshake_failure");
  }

  @Test
  void aConnectionThatTurnsToTlsLaterIsSeenToo() {
    Talk talk =
        Talk.tcp(25).server("220 mail ESMTP\r\n").client("STARTTLS\r\n").server("220 go\r\n");
    assertThat(talk.client(GREETING).told())
        .containsEntry("app", "tls")
        .containsEntry("ja4", EXAMPLE);
  }

  @Test
  void theFirstHelloOfTwoIsTold() {
    byte[] retried = new Hello().ciphers("1301").sni("other.example").record();
    assertThat(Talk.tcp(443).client(GREETING).client(retried).told())
        .containsEntry("sni", "www.example.org");
  }

  @Test
  void onlyAnsweringServersAreToldOfToo() {
    assertThat(Talk.tcp(443).server(Hello.server(0x0303, 0x1301, 0x0304)).told())
        .containsEntry("app", "tls")
        .containsEntry("tls_version", "1.3")
        .containsEntry("tls_hello", "none")
        .containsEntry("sni", "");
  }
}
