package io.sluice.node.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndicatorsTest {
  private static List<String> address(Indicators all, String text) {
    List<String> found = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(InetAddress.ofLiteral(text).getAddress());
    if (bytes.remaining() == 4) {
      all.address(4, 0, bytes.getInt() & 0xffff_ffffL, n -> found.add(all.text(n)));
    } else {
      all.address(6, bytes.getLong(), bytes.getLong(), n -> found.add(all.text(n)));
    }
    return found;
  }

  private static List<String> name(Indicators all, String text) {
    List<String> found = new ArrayList<>();
    all.name(text, n -> found.add(all.text(n)));
    return found;
  }

  @Test
  void anAddressIsFoundByItselfAndByItsNetworks() throws Exception {
    Indicators all =
        Indicators.of(
            List.of(
                "203.0.113.7",
                "203.0.113.0/24",
                "0.0.0.0/0",
                "2001:db8::1",
                "2001:db8::/33",
                "2001:db8:0:0:8000::/65"));

    assertThat(address(all, "203.0.113.7"))
        .containsExactlyInAnyOrder("203.0.113.7", "203.0.113.0/24", "0.0.0.0/0");
    assertThat(address(all, "203.0.114.7")).containsExactly("0.0.0.0/0");
    assertThat(address(all, "255.255.255.255")).containsExactly("0.0.0.0/0");
    assertThat(address(all, "2001:db8::1"))
        .containsExactlyInAnyOrder("2001:db8::1", "2001:db8::/33");
    assertThat(address(all, "2001:db8:8000::1")).isEmpty();
    assertThat(address(all, "2001:db8::9000:0:0:0"))
        .containsExactlyInAnyOrder("2001:db8::/33", "2001:db8:0:0:8000::/65");
    assertThat(address(all, "2001:db8::7000:0:0:0")).containsExactly("2001:db8::/33");
  }

  @Test
  void aNameIsFoundAsItIsAndBelowAStar() throws Exception {
    Indicators all =
        Indicators.of(List.of("example.com", "*.example.com", "Bad[.]EXAMPLE.org.", "bücher.de"));

    assertThat(name(all, "example.com")).containsExactly("example.com");
    assertThat(name(all, "a.b.example.com:8443")).containsExactly("*.example.com");
    assertThat(name(all, "notexample.com")).isEmpty();
    assertThat(name(all, "bad.example.org")).containsExactly("Bad[.]EXAMPLE.org.");
    assertThat(name(all, "bad.example.org.")).hasSize(1);
    assertThat(name(all, "xn--bcher-kva.de")).containsExactly("bücher.de");
  }

  @Test
  void aFileHasRemarksAndEmptyLinesAndIsCountedOnce() throws Exception {
    Indicators all =
        Indicators.ofLines(
            List.of("# from the report", "", "  10.0.0.1  # c2", "10.0.0.1", "example.com"));

    assertThat(all.size()).isEqualTo(2);
    assertThat(all.haveNames()).isTrue();
    assertThat(address(all, "10.0.0.1")).containsExactly("10.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0,is neither an address",
    "10.0.0.256,is neither an address",
    "10.0.0.1/33,longer than 32 bits",
    "10.0.0.1/24,it has bits beyond its first 24",
    "http://example.com/,is neither an address",
    "a..b,is neither an address",
    "*,is neither an address",
    "*.,is neither an address",
    "exa mple.com,is neither an address",
    "1234,is neither an address"
  })
  void whatIsNoneIsNamedByItsLine(String text, String why) {
    assertThatThrownBy(() -> Indicators.ofLines(List.of("example.com", text)))
        .isInstanceOf(BadIndicatorException.class)
        .hasMessageStartingWith("Line 2: `" + text + "`")
        .hasMessageContaining(why);
  }
}
