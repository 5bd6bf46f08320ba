package io.sluice.packet.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.packet.LinkType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong expression is refused with what is wrong, and where. */
class FilterExceptionTest {
  private static FilterException refusal(String expression) {
    FilterException refusal =
        catchThrowableOfType(
            FilterException.class, () -> PacketFilter.compile(expression, LinkType.ETHERNET));
    assertThat(refusal).as(expression).isNotNull();
    return refusal;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tcp port 70000             | tcp port 70000 | a port is at most 65535, not 70000
          host 10.0.0.300            | 10.0.0.300     | each number of an IPv4 address is 0 to 255, in decimal
          host www.example.com       | www.example.com | 'www.example.com' is no address, and names are not looked up; write its address
          hots 10.0.0.1              | hots           | 'hots' is no word of the language; did you mean 'host'?
          10.0.0.1                   | 10.0.0.1       | a word like 'host' or 'port' is expected before '10.0.0.1'
          tcp and 80                 | 80             | a word like 'host' or 'port' is expected before '80'
          tcp prt 80                 | prt            | 'and' or 'or' is expected between two primitives, not 'prt'
          tcp and                    | ``             | a primitive is expected here
          host                       | ``             | a primitive is expected here
          (tcp or udp                | ``             | ')' is missing after what the parenthesis opens
          tcp)                       | )              | 'and' or 'or' is expected between two primitives, not ')'
          tcp host 10.0.0.1          | tcp host 10.0.0.1 | 'tcp' does not go with an IPv4 address
          net 10/8                   | 10             | a network has two numbers at least, as 10.0/8 has, not '10'
          net 10.0.0.1/8             | net 10.0.0.1/8 | the address has bits outside of its network
          net 10.0.0.0/33            | 33             | an IPv4 network has at most 32 bits
          vlan 5000                  | 5000           | a VLAN is at most 4095, not 5000
          vni                        | ``             | a network identifier is expected after 'vni'
          vni 16777216               | 16777216       | a network identifier is at most 16777215, not 16777216
          udp port http              | udp port http  | 'http' is no port of udp
          port nonesuch              | nonesuch       | 'nonesuch' is no port that is known by name; write its number
          ip proto \\nonesuch        | \\nonesuch     | 'nonesuch' is no protocol that is known by name
          tcp[13                     | ``             | ']' is missing after the offset
          tcp[13:3] = 1              | tcp[13:3]      | 1, 2 or 4 bytes can be read at once
          tcp[13]                    | ``             | what is computed has to be compared, e.g. by '='
          len / 0 = 1                | / 0            | nothing can be divided by 0
          099 = len                  | 099            | a number that begins with 0 is octal, and has no digit above 7
          len = 4294967296           | 4294967296     | a number is at most 4294967295
          tcp § udp                  | §              | '§' has no meaning in a filter
          ip and arp                 | ip and arp     | no packet can match this
          vpi 3                      | vpi            | 'vpi' is asked of ATM, which these packets are not
          inbound                    | inbound        | a packet does not say from which interface it came, or which way
          inner vlan 5               | vlan           | 'inner' is asked of addresses, ports and protocols of IP only
          inner ether host 2:0:0:0:0:1 | ether host 2:0:0:0:0:1 | only 'ether host', 'ether src' and 'ether dst' stand before such one
          ether host aa:bb:cc:       | aa:bb:cc:      | 'aa:bb:cc:' is neither an Ethernet nor an IPv6 address
          """)
  void itSaysWhatAndWhere(String expression, String offending, String message) {
    FilterException refusal = refusal(expression);

    assertThat(refusal).hasMessage(message);
    assertThat(refusal.expression()).isEqualTo(expression);
    int end = Math.min(expression.length(), refusal.offset() + refusal.length());
    assertThat(expression.substring(refusal.offset(), end)).isEqualTo(offending);
  }

  @Test
  void caretsStandUnderTheOffendingText() {
    assertThat(refusal("tcp and\thots 10.0.0.1").caret())
        .isEqualTo("tcp and hots 10.0.0.1\n        ^^^^");
    assertThat(refusal("tcp and").caret()).isEqualTo("tcp and\n       ^");
  }

  @Test
  void whatOpensTooMuchIsRefusedAndDoesNoHarm() {
    assertThat(refusal("(".repeat(100_000))).hasMessageContaining("more than 200 levels");
    assertThat(refusal("not ".repeat(10_000) + "tcp")).hasMessageContaining("200 levels");
    assertThat(refusal("tcp or ".repeat(10_000) + "tcp")).hasMessageContaining("4096 primitives");
    assertThat(refusal("tcp or ".repeat(100_000) + "tcp"))
        .hasMessageContaining("131072 characters");
    assertThat(refusal("1:".repeat(60_000))).hasMessageContaining("neither an Ethernet");
    assertThat(refusal("host " + ":".repeat(60_000))).isNotNull();
    assertThat(refusal("len = " + "-".repeat(100_000) + "1")).hasMessageContaining("200 levels");
    assertThat(refusal("len = " + "1+(".repeat(30) + "1" + ")".repeat(30)))
        .hasMessageContaining("16 intermediate results");
  }

  @Test
  void linksThatAreNeitherEthernetNorIpAreRefused() {
    assertThatExceptionOfType(FilterException.class)
        .isThrownBy(() -> PacketFilter.compile("tcp", LinkType.IEEE_802_11))
        .withMessage("packets of link type 105 cannot be filtered, only Ethernet and IP");
  }
}
