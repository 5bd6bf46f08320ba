package io.sluice.node.broker;

import java.util.concurrent.atomic.AtomicLongArray;

/** Running numbers that one thread moves and any thread reads. */
final class Cells {
  private final AtomicLongArray values;

  Cells(int count) {
    values = new AtomicLongArray(count);
  }

  /** By the one thread. */
  void add(int cell, long amount) {
    values.setRelease(cell, values.getPlain(cell) + amount);
  }

  long get(int cell) {
    return values.getAcquire(cell);
  }
}
