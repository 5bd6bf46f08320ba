package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.aws.MirrorTypes.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorTypesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "c5.large, FINE",
    "m4.xlarge, FINE",
    "c6in.large, DOUBTFUL",
    "hpc7g.4xlarge, DOUBTFUL",
    "c5.metal, DOUBTFUL",
    "m5.metal-24xl, DOUBTFUL",
    "t2.micro, NEVER",
    "t3.micro, FINE",
    "x1.16xlarge, FINE",
    "x99.large, FINE"
  })
  void knowsWhatCanBeMirrored(String type, Verdict verdict) {
    assertThat(MirrorTypes.load(null).verdict(type)).isEqualTo(verdict);
  }

  @Test
  void fileSaysWhenItWasWritten() {
    assertThat(MirrorTypes.load(null).date()).matches("20\\d\\d-\\d\\d");
  }

  @Test
  void anotherFileOverridesIt() throws IOException {
    Path file = folder.resolve("types.properties");
    Files.writeString(file, "date = 2031-01\nnever = c5\n");

    MirrorTypes types = MirrorTypes.load(file.toString());

    assertThat(types.verdict("c5.large")).isEqualTo(Verdict.NEVER);
    assertThat(types.verdict("t2.micro")).isEqualTo(Verdict.FINE);
    assertThat(types.date()).isEqualTo("2031-01");
  }
}
