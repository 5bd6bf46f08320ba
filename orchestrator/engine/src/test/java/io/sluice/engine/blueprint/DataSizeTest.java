package io.sluice.engine.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
  @ParameterizedTest
  @CsvSource({
    "50 GB, 50000000000, 50 GB",
    "50GB, 50000000000, 50 GB",
    "64 MiB, 67108864, 64 MiB",
    "1.5 TiB, 1649267441664, 1.5 TiB",
    "0.5 kB, 500, 500 B",
    "1000 MB, 1000000000, 1 GB",
    "2048 B, 2048, 2 KiB"
  })
  void sizesAreDecimalOrBinary(String text, long bytes, String said) {
    assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
    assertThat(DataSize.parse(text)).hasToString(said);
    assertThat(DataSize.parse(said)).isEqualTo(new DataSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0 GB", "50", "50 gb", "50 Gb", "0.1 B", "-1 GB", "9999999999 TB", "1 PB", ""})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> DataSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
