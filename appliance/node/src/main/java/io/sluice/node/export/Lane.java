package io.sluice.node.export;

import io.sluice.node.flow.Column;
import java.util.List;

/** One worker's way in: its ring, how its rows are read, and what was told of them before. */
final class Lane {
  private final int worker;
  private final RowRing ring;
  private final List<Column> columns;
  private final Earlier earlier;
  private volatile boolean left;

  Lane(int worker, RowRing ring, List<Column> columns, Earlier earlier) {
    this.worker = worker;
    this.ring = ring;
    this.columns = columns;
    this.earlier = earlier;
  }

  int worker() {
    return worker;
  }

  RowRing ring() {
    return ring;
  }

  List<Column> columns() {
    return columns;
  }

  Earlier earlier() {
    return earlier;
  }

  /** Nothing more will be put in. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }
}
