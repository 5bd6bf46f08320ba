package io.sluice.node;

import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.mailbox.MailboxException;
import io.sluice.node.tunnel.Totals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Writes the status object at a steady pace, and at once when something changed. */
final class StatusWriter {
  private static final Log LOG = Log.of(StatusWriter.class);

  private final Mailbox mailbox;
  private final String machine;
  private final Readiness readiness;
  private final Supplier<Totals> totals;
  private final Supplier<Map<String, Long>> pipeline;
  private final Supplier<List<ToolStatus>> tools;
  private final Clock clock;
  private final Instant started;
  private final Semaphore changed;
  private Totals before;
  private Instant beforeAt;
  private String lastTrouble = "";

  /**
   * @param pipeline what became of packets besides, by name
   * @param tools the same for each tool
   * @param changed released whenever readiness changes
   */
  StatusWriter(
      Mailbox mailbox,
      String machine,
      Readiness readiness,
      Supplier<Totals> totals,
      Supplier<Map<String, Long>> pipeline,
      Supplier<List<ToolStatus>> tools,
      Clock clock,
      Instant started,
      Semaphore changed) {
    this.mailbox = mailbox;
    this.machine = machine;
    this.readiness = readiness;
    this.totals = totals;
    this.pipeline = pipeline;
    this.tools = tools;
    this.clock = clock;
    this.started = started;
    this.changed = changed;
    this.before = totals.get();
    this.beforeAt = clock.instant();
  }

  /** Writes until interrupted. */
  void write(Duration interval) throws InterruptedException {
    while (true) {
      writeOnce();
      if (changed.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        changed.drainPermits();
      }
    }
  }

  /** Writes what holds now; trouble is logged once, and so is its end. */
  synchronized void writeOnce() throws InterruptedException {
    try {
      mailbox.put("status/" + machine + ".json", next().bytes(), "application/json");
      if (!lastTrouble.isEmpty()) {
        LOG.info("The status can be written again");
        lastTrouble = "";
      }
    } catch (MailboxException e) {
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(lastTrouble)) {
        LOG.warn("The status cannot be written", "reason", trouble);
        lastTrouble = trouble;
      }
    }
  }

  private Status next() {
    Totals now = totals.get();
    Instant at = clock.instant();
    Rates rates = Rates.between(before, beforeAt, now, at);
    before = now;
    beforeAt = at;
    return Status.of(
        machine, readiness.view(), at, started, rates, now, pipeline.get(), tools.get());
  }
}
