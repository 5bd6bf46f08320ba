package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** The flows that come first by some measure; keeps copies of their rows and of no others. */
final class TopFlows {
  private record Entry(Flow flow, long measure, long order) {}

  private static final Comparator<Entry> WORST_FIRST =
      Comparator.comparingLong(Entry::measure)
          .thenComparing(Comparator.comparingLong(Entry::order).reversed());

  private final int most;
  private final ToLongFunction<Flow> by;
  private final Arena arena = Arena.ofAuto();
  private final PriorityQueue<Entry> kept = new PriorityQueue<>(WORST_FIRST);
  private long seen;

  /**
   * @param most how many are kept
   */
  TopFlows(int most, ToLongFunction<Flow> by) {
    this.most = most;
    this.by = by;
  }

  void add(Flow flow) {
    long measure = by.applyAsLong(flow);
    long order = seen++;
    if (kept.size() < most) {
      keep(new Flow().on(arena.allocate(Flow.SIZE, 8), 0), flow, measure, order);
      return;
    }
    Entry worst = kept.peek();
    if (worst != null && measure > worst.measure()) {
      kept.poll();
      keep(worst.flow(), flow, measure, order);
    }
  }

  private void keep(Flow copy, Flow flow, long measure, long order) {
    MemorySegment.copy(flow.memory(), flow.at(), copy.memory(), copy.at(), Flow.SIZE);
    kept.add(new Entry(copy, measure, order));
  }

  /** Best first; equals in the order that they came. */
  List<Flow> best() {
    List<Entry> entries = new ArrayList<>(kept);
    entries.sort(WORST_FIRST.reversed());
    return entries.stream().map(Entry::flow).toList();
  }
}
