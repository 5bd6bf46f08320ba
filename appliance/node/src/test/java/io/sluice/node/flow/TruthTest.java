package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the worker says of real captures, beside tshark 4.0.17: the core tier, or with {@code
 * -Dsluice.truth=all} every capture there is.
 */
class TruthTest {
  @Test
  void saysOfRealFlowsWhatTsharkSays() throws IOException {
    Path captures = shared().resolve("captures");
    assumeTrue(
        Files.isDirectory(captures.resolve("truth")),
        "SKIPPED: no captures to compare with; set SLUICE_SHARED to their folder's parent");
    boolean all = "all".equals(System.getProperty("sluice.truth"));
    Truth truth = new Truth(captures);
    for (String name : truth.captures(all ? "" : "core")) {
      truth.compare(name);
    }
    System.out.printf(
        "%d captures, %d flows, %d missing, %d extra, %d identical; worst exact %.3f %%, worst"
            + " verdict %.3f %%%n",
        truth.files,
        truth.flows,
        truth.missing,
        truth.extra,
        truth.identical,
        truth.worst(Truth.EXACT),
        truth.worst(Truth.VERDICTS));
    truth.differences.forEach(System.out::println);
    assertThat(truth.flows).isPositive();
    assertThat(truth.missing + truth.extra).isZero();
    assertThat(truth.worst(Truth.EXACT)).isEqualTo(100);
    assertThat(truth.worst(Truth.VERDICTS)).isGreaterThanOrEqualTo(99.5);
    assertThat(100.0 * truth.identical / truth.flows).isGreaterThanOrEqualTo(99);
  }

  private static Path shared() {
    return Path.of(
        Optional.ofNullable(System.getProperty("sluice.shared"))
            .or(() -> Optional.ofNullable(System.getenv("SLUICE_SHARED")))
            .orElse("../../../shared"));
  }
}
