package io.sluice.sandbox.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class LatencyProperties {
  @Property
  void aPercentileIsNeverTooLowAndAtMostTwoPercentTooHigh(
      @ForAll @NotEmpty List<@LongRange(min = 0, max = 60_000_000_000L) Long> nanos) {
    Latency latency = new Latency();
    nanos.forEach(latency::record);
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();

    TrafficReport.Latencies report = latency.report();

    assertNear(report.p50(), sorted[(int) Math.ceil(sorted.length * 0.5) - 1]);
    assertNear(report.p99(), sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
    assertNear(report.max(), Arrays.stream(sorted).max().orElseThrow());
  }

  private static void assertNear(long micros, long nanos) {
    assertThat(micros * 1000).isGreaterThanOrEqualTo(nanos);
    assertThat(micros).isLessThanOrEqualTo(1 + Math.ceilDiv(nanos * 102 / 100, 1000));
  }
}
