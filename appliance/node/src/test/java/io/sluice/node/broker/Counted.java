package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;

/** What tests ask of a broker's counts. */
final class Counted {
  private Counted() {}

  static ToolCounts counts(Broker broker, String tool) {
    return broker.counts().tools().stream()
        .filter(counts -> counts.name().equals(tool))
        .findFirst()
        .orElseThrow();
  }

  /** Once nothing is queued any more. */
  static ToolCounts settled(Broker broker, String tool) {
    until(() -> counts(broker, tool).queued() == 0);
    ToolCounts counts = counts(broker, tool);
    assertThat(counts.seen()).isEqualTo(counts.filtered() + counts.sampled() + counts.matched());
    assertThat(counts.copies()).isEqualTo(counts.sent() + counts.dropped());
    return counts;
  }

  static long drops(Broker broker, String tool, ToolDrop reason) {
    return counts(broker, tool).drops().getOrDefault(reason, 0L);
  }

  /** Waits for what must come, or fails after much longer than it can take. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a minute").isLessThan(deadline);
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
