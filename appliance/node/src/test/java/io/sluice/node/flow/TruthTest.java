package io.sluice.node.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the worker says of real captures, beside tshark 4.0.17: the core tier, or with {@code
 * -Dsluice.truth=all} every capture there is.
 */
class TruthTest {
  /** Differences that are wanted, and why; told in full in this package's description. */
  private static final Map<String, String> EXPLAINED =
      Map.of(
          "OISF+suricata-verify/transform-base64-7296__input.pcap",
          "a packet's microseconds are more than a second",
          "seladb+PcapPlusPlus/clusterfuzz-testcase-minimized-FuzzTarget-4829420752470016",
          "a packet's microseconds are more than 2^31",
          "seladb+PcapPlusPlus/pcapng-example.pcapng",
          "times are near 2^64 microseconds",
          "wireshark+wireshark/wireguard-ping-tcp-dsb.pcapng",
          "the file brings the keys of its tunnel");

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
    List<String> unexplained =
        truth.differences.stream()
            .filter(line -> EXPLAINED.keySet().stream().noneMatch(line::startsWith))
            .toList();
    assertThat(truth.flows).isPositive();
    assertThat(unexplained).isEmpty();
    assertThat(truth.worst(Truth.EXACT)).isGreaterThan(99.9);
    assertThat(truth.worst(Truth.VERDICTS)).isGreaterThanOrEqualTo(99.5);
    assertThat(100.0 * truth.identical / truth.flows).isGreaterThanOrEqualTo(99);
  }

  private static Path shared() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named);
  }
}
