package io.sluice.sandbox.aws.fabric;

import java.util.concurrent.atomic.LongAdder;

/** A {@link Count} that grows. */
final class Counter {
  private final LongAdder packets = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void add(int size) {
    packets.increment();
    bytes.add(size);
  }

  Count snapshot() {
    return new Count(packets.sum(), bytes.sum());
  }
}
