package io.sluice.sandbox.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
  // The check values of the catalogue of CRC algorithms: of the digits 1 to 9
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "CRC32, cbf43926",
    "CRC32C, e3069283",
    "CRC64NVME, ae8b14860a799888",
    "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
  })
  @DisplayName("checksums are what the world computes, however the bytes are cut")
  void check(Checksum checksum, String expected) {
    byte[] digits = "123456789".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= digits.length; cut++) {
      Checksum.Sum sum = checksum.begin();
      sum.update(digits, 0, cut);
      sum.update(digits, cut, digits.length - cut);
      assertThat(HexFormat.of().formatHex(sum.value())).isEqualTo(expected);
    }
  }
}
