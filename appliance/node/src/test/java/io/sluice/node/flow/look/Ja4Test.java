package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of FoxIO's description of JA4, and a browser's as another service told it. */
class Ja4Test {
  private static String ja4(Hello hello) {
    return Talk.tcp(443).client(hello.record()).told("ja4");
  }

  private static String application(Hello hello) {
    return ja4(hello).substring(0, 10);
  }

  @Test
  void theExample() {
    assertThat(ja4(Hello.example())).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
  }

  @Test
  void anotherBrowser() {
    Hello hello =
        new Hello()
            .ciphers("1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035")
            .empty("002d,0033")
            .alpn("h2")
            .empty("fe0d,0017,44cd")
            .sni("tls.example")
            .empty("000b,000a")
            .versions("0304")
            .empty("ff01,0023,0012,0005")
            .signatures("0403,0804,0401,0503,0805,0501,0806,0601")
            .empty("001b");
    assertThat(ja4(hello)).isEqualTo("t13d1516h2_8daaf6152771_d8a2da3f94cd");
  }

  @Test
  void withoutSignatureAlgorithms() {
    Hello hello =
        new Hello()
            .ciphers("0035")
            .empty("0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01");
    assertThat(sample(hello)).endsWith("_6d807ffa2a79");
  }

  /** Straight from the fields: lists that are empty are not hellos that can be sent. */
  private static String sample(Hello hello) {
    byte[] message = hello.message();
    Ja4 ja4 = new Ja4();
    ja4.clear();
    ja4.legacy(0x0303);
    ja4.cipher(0x0035);
    int at = 4 + 2 + 32 + 1 + 2 + 2 + 2 + 2;
    for (; at < message.length; at += 4) {
      ja4.extension(HexFormat.fromHexDigits(HexFormat.of().formatHex(message, at, at + 2)));
    }
    Letters letters = new Letters().clear();
    ja4.write(letters);
    return letters.toString();
  }

  @Test
  void noSuitesAndNoExtensionsAreNoughts() {
    Letters letters = new Letters().clear();
    Ja4 ja4 = new Ja4();
    ja4.clear();
    ja4.write(letters);
    assertThat(letters).hasToString("t00i000000_000000000000_000000000000");
    assertThat(ja4(new Hello().ciphers("0035").sni("a").alpn("h2")))
        .startsWith("t12d0102h2_")
        .endsWith("_000000000000");
  }

  @ParameterizedTest
  @CsvSource({"0301, t10", "0302, t11", "0303, t12", "0300, ts3", "0304, t13", "0305, t00"})
  void versionsWithoutAList(String legacy, String start) {
    assertThat(ja4(new Hello().version(Integer.parseInt(legacy, 16)).ciphers("0035")))
        .startsWith(start);
  }

  @Test
  void theHighestVersionOfTheListCounts() {
    assertThat(ja4(new Hello().ciphers("0035").versions("0301,0304,0303,fafa"))).startsWith("t13");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 00",
    "68, hh",
    "6832, h2",
    "687474702f312e31, h1",
    "ab, ab",
    "20, 20",
    "abcd, ad",
    "2061, 21",
    "30ab, 3b",
    "6120, 60",
    "3031abcd, 3d",
    "30abcd31, 01"
  })
  void theFirstProtocolsEnds(String protocol, String ends) {
    byte[] bytes = HexFormat.of().parseHex(protocol);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(application(new Hello().ciphers("0035").alpn(text, "h2"))).endsWith(ends);
  }

  @Test
  void numbersEndAtNinetyNine() {
    String many =
        IntStream.range(0x4000, 0x4000 + 150)
            .mapToObj(Integer::toHexString)
            .collect(Collectors.joining(","));
    assertThat(application(new Hello().ciphers(many).empty(many))).isEqualTo("t12i999900");
  }

  @Test
  void moreSuitesThanAnyClientHasMakeNoFingerprint() {
    String many =
        IntStream.range(0x4000, 0x4000 + 3_000)
            .mapToObj(Integer::toHexString)
            .collect(Collectors.joining(","));
    assertThat(ja4(new Hello().ciphers(many))).isEmpty();
  }

  @Test
  void exactlySixteenValuesAreForServersToIgnore() {
    assertThat(IntStream.range(0, 0x10000).filter(Ja4::isGrease).mapToObj(Integer::toHexString))
        .containsExactly(
            "a0a", "1a1a", "2a2a", "3a3a", "4a4a", "5a5a", "6a6a", "7a7a", "8a8a", "9a9a", "aaaa",
            "baba", "caca", "dada", "eaea", "fafa");
  }
}
