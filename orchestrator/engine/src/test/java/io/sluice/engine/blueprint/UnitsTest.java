package io.sluice.engine.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @Property
  void anyRateIsReadBackAsItIsWritten(@ForAll @LongRange(min = 1) long bits) {
    DataRate rate = new DataRate(bits);

    assertThat(DataRate.parse(rate.toString())).isEqualTo(rate);
  }

  @Property
  void anyDurationIsReadBackAsItIsWritten(
      @ForAll @LongRange(min = 1, max = 8760L * 3600 * 1000) long millis) {
    Duration duration = Duration.ofMillis(millis);

    assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "1 bps, 1",
    "64kbps, 64000",
    "0.5 Mbps, 500000",
    "1.5 Gbps, 1500000000",
    "2 Tbps, 2000000000000"
  })
  void aRateIsANumberAndADecimalUnit(String text, long bits) {
    assertThat(DataRate.parse(text)).isEqualTo(new DataRate(bits));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "0 bps", "1.5 bps", "-1 Gbps", "1.5  Gbps", "1 GBps", "9999999999 Tbps"})
  void aRateThatIsNoneIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DataRate.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0s", "1.5s", "-5s", "5 sec", "8761h", "99999999999h"})
  void aDurationThatIsNoneIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @Test
  void durationsHaveFourUnits() {
    assertThat(Durations.parse("50ms")).isEqualTo(Duration.ofMillis(50));
    assertThat(Durations.parse("5s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(Durations.parse("3m")).isEqualTo(Duration.ofMinutes(3));
    assertThat(Durations.parse("24h")).isEqualTo(Duration.ofHours(24));
  }
}
