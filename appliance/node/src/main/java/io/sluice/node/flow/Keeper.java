package io.sluice.node.flow;

import java.util.Arrays;

/**
 * Decides which flows stay in the table: timeouts, reports while they go on, and whose place a new
 * flow takes in a full table.
 *
 * <p>Fairness under a flood: a hand goes round the rows in long strides, and a full table gives up
 * the first flow it meets that is one unanswered packet, or closed. Where there is none among
 * {@value #SAMPLE} rows, the one of least standing goes: sent from one side only, before answered,
 * before established; among equals the one that has been silent longest. An established flow goes
 * only when it has been silent for an eighth of the idle timeout; otherwise the newcomer is
 * refused. So no number of newcomers displaces a flow that is alive, and no packet costs more than
 * that many rows.
 */
final class Keeper {
  /** Rows looked at, at most, to find room for one flow. */
  static final int SAMPLE = 32;

  /** Rows looked at, at most, in one tick. */
  static final int SWEEP = 512;

  /** A closed flow stays this long, so that what trails behind is still counted to it. */
  static final long LINGER_NANOS = 2_000_000_000L;

  private static final double GOLDEN = 0.618_033_988_75;
  private static final long SECOND = 1_000_000_000L;

  private final FlowSettings settings;
  private final FlowTable table;
  private final FlowRows rows;
  private final FlowSink sink;
  private final Flow flow = new Flow();
  private long intervalNanos;
  private long lapNanos;
  private int evicting;
  private int stridden;
  private int stride = 1;
  private int sweeping;
  private long owed;
  private long ticked;
  private long opened;
  private long evicted;
  private long evictedUnanswered;

  Keeper(FlowSettings settings, FlowTable table, FlowSink sink) {
    this.settings = settings;
    this.table = table;
    this.rows = table.rows();
    this.sink = sink;
    interval(settings.intervalNanos());
  }

  void interval(long nanos) {
    intervalNanos = nanos;
    long shortest = Math.min(settings.idleNanos(), nanos);
    lapNanos = Math.clamp(shortest / 8, SECOND / 1_000, 10 * SECOND);
  }

  long opened() {
    return opened;
  }

  long evicted() {
    return evicted;
  }

  long evictedUnanswered() {
    return evictedUnanswered;
  }

  boolean isIdle(Flow flow, long nanos) {
    return !settings.streams() && nanos - flow.lastNanos() >= settings.idleNanos();
  }

  /** Another flow takes the key of {@code row}; to be followed by {@link #open}. */
  void replaced(int row, boolean idle) {
    if (!settings.streams()) {
      end(row, idle ? FlowEnd.IDLE : FlowEnd.CLOSED);
      table.find();
    }
  }

  /** A row for the key that the table was asked for last, or {@link FlowTable#NONE}. */
  int open(long nanos) {
    int row = table.insert();
    if (row == FlowTable.NONE && !settings.streams() && makeRoom(nanos)) {
      table.find();
      row = table.insert();
    }
    if (row != FlowTable.NONE) {
      flow.on(table.memory(), table.at(row));
      Row.put64(flow.memory(), flow.at() + Row.FIRST, nanos);
      Row.put32(flow.memory(), flow.at() + Row.REPORTED, (int) (nanos / SECOND));
      Row.put32(flow.memory(), flow.at() + Row.ORDINAL, (int) opened);
      opened++;
    }
    return row;
  }

  private boolean makeRoom(long nanos) {
    int victim = table.inTheWay();
    if (victim == FlowTable.NONE) {
      victim = victim(nanos);
    }
    if (victim == FlowTable.NONE) {
      return false;
    }
    flow.on(rows.memory(), rows.at(victim));
    evicted++;
    if (isUnanswered()) {
      evictedUnanswered++;
    }
    end(victim, FlowEnd.EVICTED);
    return true;
  }

  private int victim(long nanos) {
    int best = FlowTable.NONE;
    int bestStanding = Integer.MAX_VALUE;
    long bestLast = Long.MAX_VALUE;
    int all = rows.highest();
    int stride = stride(all);
    for (int looked = Math.min(SAMPLE, all); looked > 0; looked--) {
      int row = evicting;
      evicting = (int) (((long) evicting + stride) % all);
      if (!rows.isTaken(row)) {
        continue;
      }
      flow.on(rows.memory(), rows.at(row));
      int standing = standing();
      if (standing == 0) {
        return row;
      }
      long last = flow.lastNanos();
      if (standing < bestStanding || (standing == bestStanding && last < bestLast)) {
        best = row;
        bestStanding = standing;
        bestLast = last;
      }
    }
    boolean alive = bestStanding == 3 && nanos - bestLast < settings.idleNanos() / 8;
    return alive ? FlowTable.NONE : best;
  }

  /** Golden steps: flows that came together are far apart, and all are met before one is again. */
  private int stride(int all) {
    if (all != stridden) {
      stridden = all;
      stride = Math.max(1, (int) (all * GOLDEN));
      while (gcd(stride, all) != 1) {
        stride++;
      }
    }
    return stride;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** How much a flow deserves to stay: 0 least, 3 most. */
  private int standing() {
    if (isUnanswered() || flow.isClosed()) {
      return 0;
    }
    if (!flow.isAnswered()) {
      return 1;
    }
    return flow.isEstablished() ? 3 : 2;
  }

  private boolean isUnanswered() {
    return flow.packets(Flow.AB) == 1 && flow.packets(Flow.BA) == 0;
  }

  /** Looks at as many rows as have fallen due since the last tick, but no more than a few. */
  void tick(long nanos) {
    if (settings.streams()) {
      return;
    }
    long elapsed = nanos - ticked;
    if (ticked == 0 || elapsed < 0) {
      // The first time, or the clock was set back
      ticked = nanos;
      return;
    }
    long due = (long) ((double) elapsed / lapNanos * rows.highest());
    if (due > 0) {
      ticked = nanos;
      owed = Math.min(owed + due, rows.highest());
    }
    for (long left = Math.min(owed, SWEEP); left > 0; left--) {
      owed--;
      int row = sweeping;
      sweeping = sweeping + 1 >= rows.highest() ? 0 : sweeping + 1;
      if (rows.isTaken(row)) {
        look(row, nanos);
      }
    }
  }

  private void look(int row, long nanos) {
    flow.on(rows.memory(), rows.at(row));
    long silent = nanos - flow.lastNanos();
    if (flow.isClosed() && silent >= Math.min(LINGER_NANOS, settings.idleNanos())) {
      end(row, FlowEnd.CLOSED);
    } else if (silent >= settings.idleNanos()) {
      end(row, FlowEnd.IDLE);
    } else if (intervalNanos != Long.MAX_VALUE) {
      report(nanos);
    }
  }

  private void report(long nanos) {
    long at = flow.at() + Row.REPORTED;
    long reported = Integer.toUnsignedLong(Row.i32(flow.memory(), at)) * SECOND;
    if (nanos - reported >= intervalNanos && flow.lastNanos() >= reported) {
      Row.put32(flow.memory(), at, (int) (nanos / SECOND));
      sink.accept(flow, FlowEnd.INTERVAL);
    }
  }

  private void end(int row, FlowEnd why) {
    sink.accept(flow.on(rows.memory(), rows.at(row)), why);
    table.remove(row);
  }

  void visit(FlowSink visitor) {
    for (int row = 0; row < rows.highest(); row++) {
      if (rows.isTaken(row)) {
        visitor.accept(flow.on(rows.memory(), rows.at(row)), FlowEnd.INTERVAL);
      }
    }
  }

  void flush() {
    if (settings.streams()) {
      for (int row = 0; row < rows.highest(); row++) {
        sink.accept(flow.on(rows.memory(), rows.at(row)), FlowEnd.FLUSHED);
      }
    } else {
      for (long entry : inOrder()) {
        int row = (int) entry;
        sink.accept(flow.on(rows.memory(), rows.at(row)), FlowEnd.FLUSHED);
      }
    }
    table.clear();
    evicting = 0;
    sweeping = 0;
    owed = 0;
  }

  /** Row numbers, below how many flows were opened since each one, so that they sort by age. */
  private long[] inOrder() {
    long[] order = new long[rows.taken()];
    int count = 0;
    for (int row = 0; row < rows.highest(); row++) {
      if (rows.isTaken(row)) {
        int age = (int) opened - flow.on(rows.memory(), rows.at(row)).ordinal();
        order[count++] = -Integer.toUnsignedLong(age) << 32 | row;
      }
    }
    Arrays.sort(order);
    return order;
  }
}
