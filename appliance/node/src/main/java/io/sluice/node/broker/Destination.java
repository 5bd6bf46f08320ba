package io.sluice.node.broker;

import io.sluice.node.linux.Errno;
import io.sluice.node.log.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One target as its tool's sender knows it: sockets, state, counts. The sender's own but for what
 * is said to be for any thread.
 */
final class Destination implements AutoCloseable {
  static final int SENT = 0;
  static final int SENT_BYTES = 1;
  static final int RATE_LIMIT = 2;
  static final int TARGET_DOWN = 3;
  static final int SEND_QUEUE_FULL = 4;
  static final int SEND_FAILED = 5;
  private static final int COUNTS = 6;

  private static final String UNTRIED = "no socket to it has been opened yet";
  private static final Log LOG = Log.of(Destination.class);
  private static final Duration USUAL_WINDOW = Duration.ofSeconds(1);
  private static final int USUAL_FAILURES = 3;
  private static final long REOPEN_NANOS = 1_000_000_000L;

  private final String tool;
  private final Target target;
  private final InetAddress source;
  private final Watch watch;
  private final Refusals refusals;
  private final Encapsulator encapsulator;
  private final Cells counts = new Cells(COUNTS);
  private @Nullable InetAddress reached;
  private @Nullable Way way;
  private long reopenAt;
  private String socketTrouble = UNTRIED;
  private String refusal = "";
  private boolean up = true;
  private boolean stuck;
  private volatile String why = UNTRIED;

  Destination(ToolConfig config, Target target, InetAddress source) {
    this.tool = config.name();
    this.target = target;
    this.source = source;
    Health health = config.health();
    this.watch = new Watch(tool, target, health);
    this.refusals =
        health == null
            ? new Refusals(USUAL_WINDOW.toNanos(), USUAL_FAILURES)
            : new Refusals(
                Math.max(health.interval().toNanos(), USUAL_WINDOW.toNanos()), health.failAfter());
    this.encapsulator = new Encapsulator(target);
    this.reopenAt = System.nanoTime();
  }

  Encapsulator encapsulator() {
    return encapsulator;
  }

  /** For any thread. */
  Cells counts() {
    return counts;
  }

  /** Copies that were sent or dropped. */
  long accounted() {
    long all = 0;
    for (int count = 0; count < COUNTS; count++) {
      all += count == SENT_BYTES ? 0 : counts.get(count);
    }
    return all;
  }

  /** For any thread. */
  TargetCounts told() {
    String now = why;
    return new TargetCounts(
        target.toString(),
        now.isEmpty(),
        now,
        counts.get(SENT),
        counts.get(SEND_QUEUE_FULL) + counts.get(SEND_FAILED));
  }

  /** The sockets to it; not null when {@link #refresh} has said that it is up. */
  @Nullable Way way() {
    return way;
  }

  /** Whether packets can go to it now. */
  boolean refresh(long nanos) {
    InetAddress address = watch.address();
    if (address != null && !address.equals(reached) && nanos - reopenAt >= 0) {
      open(address, nanos);
    }
    String trouble = watch.trouble();
    if (trouble.isEmpty()) {
      trouble = way == null ? socketTrouble : refusals.isDown(nanos) ? refusal : "";
    }
    boolean now = trouble.isEmpty() && way != null;
    if (now != up) {
      up = now;
      if (now) {
        LOG.info("A tool's target is up again", "tool", tool, "target", target.toString());
      } else {
        LOG.warn(
            "A tool's target is down",
            "tool",
            tool,
            "target",
            target.toString(),
            "reason",
            trouble);
      }
    }
    if (!why.equals(trouble)) {
      why = trouble;
    }
    return now;
  }

  private void open(InetAddress address, long nanos) {
    reopenAt = nanos + REOPEN_NANOS;
    try {
      Way fresh = Way.open(target, source, address);
      close(way);
      way = fresh;
      reached = address;
      stuck = false;
    } catch (IOException e) {
      socketTrouble = "a socket to it cannot be opened: " + e.getMessage();
    }
  }

  /**
   * A send was refused, or an earlier one was. A closed port or an unknown protocol says nothing: a
   * tool that only looks at what comes by its card has neither.
   */
  void refused(int errno, long nanos) {
    switch (errno) {
      case Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.EHOSTDOWN, Errno.ENETDOWN -> {
        refusals.refused(nanos);
        refusal = "packets do not reach it: " + Errno.text(errno);
      }
      default -> {
        // It says nothing of the target
      }
    }
  }

  /** Whether the kernel took nothing the last time that it was waited for. */
  boolean isStuck() {
    return stuck;
  }

  void stuck(boolean now) {
    stuck = now;
  }

  private static void close(@Nullable Way old) {
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    watch.close();
    close(way);
    way = null;
  }
}
