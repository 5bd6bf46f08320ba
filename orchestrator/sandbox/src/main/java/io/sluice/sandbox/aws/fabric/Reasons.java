package io.sluice.sandbox.aws.fabric;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts packets by reason. */
final class Reasons {
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  Reasons() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void count(Reason reason) {
    LongAdder adder = counts.get(reason);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Every reason of a stage that ever occurred. */
  Map<String, Long> snapshot(Reason.Stage stage) {
    Map<String, Long> snapshot = new TreeMap<>();
    counts.forEach(
        (reason, count) -> {
          if (reason.stage() == stage && count.sum() > 0) {
            snapshot.put(reason.label(), count.sum());
          }
        });
    return snapshot;
  }
}
