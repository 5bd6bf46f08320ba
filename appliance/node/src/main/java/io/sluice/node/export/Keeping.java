package io.sluice.node.export;

import io.sluice.node.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of stored records, on a thread of its own: Parquet files every few minutes, their
 * upload, and the end of what is old.
 */
final class Keeping {
  private static final Log LOG = Log.of(Keeping.class);
  private static final Duration PACE = Duration.ofSeconds(5);
  private static final Duration PRUNE_PACE = Duration.ofMinutes(1);

  private final ExportSettings settings;
  private final Lake lake;
  private final ExportCounts counts;
  private final Clock clock;
  private @Nullable FlowStore store;
  private boolean found;
  private boolean wanted;

  /** Turns that still copy: the first may come before the last records are flushed. */
  private int farewells;

  private boolean stopping;
  private Instant copyDue;
  private Instant pruneDue;
  private String lastTrouble = "";

  Keeping(ExportSettings settings, Lake lake, ExportCounts counts, Clock clock) {
    this.settings = settings;
    this.lake = lake;
    this.counts = counts;
    this.clock = clock;
    this.copyDue = clock.instant().plus(settings.lakeEvery());
    this.pruneDue = clock.instant();
  }

  /** Whether records shall go to the lake from now on; those until now still go as was said. */
  synchronized void wanted(boolean now) {
    if (wanted && !now) {
      farewells = 2;
    }
    wanted = now;
  }

  /** The store to look after from now on, or none. */
  synchronized void store(@Nullable FlowStore now) {
    store = now;
    notifyAll();
  }

  /** Works until interrupted, or until {@link #finish} is done. */
  void run() {
    try {
      while (turn()) {
        synchronized (this) {
          if (!stopping) {
            wait(PACE.toMillis());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One last turn, with all that is stored, and then {@link #run} returns. */
  synchronized void finish() {
    stopping = true;
    notifyAll();
  }

  private boolean turn() throws InterruptedException {
    FlowStore at;
    boolean last;
    synchronized (this) {
      at = store;
      last = stopping;
    }
    if (at != null) {
      try {
        turn(at, last);
        trouble("");
      } catch (SQLException | IOException e) {
        trouble(String.valueOf(e.getMessage()));
      }
    }
    return !last;
  }

  /**
   * Whatever is due now.
   *
   * @param last whether there will be no other turn
   */
  void turn(FlowStore at, boolean last) throws SQLException, IOException, InterruptedException {
    if (!found) {
      Files.createDirectories(lake.spool());
      lake.find(at);
      found = true;
    }
    Instant now = clock.instant();
    boolean wants;
    boolean rest;
    synchronized (this) {
      wants = wanted;
      rest = farewells > 0;
      farewells = Math.max(0, farewells - 1);
    }
    boolean due = last || !now.isBefore(copyDue) || at.waiting() >= settings.lakeRows();
    if (rest || (wants && due)) {
      copyDue = now.plus(settings.lakeEvery());
      lake.add(at.copy(lake.spool()));
      lake.fit();
    } else if (!wants) {
      at.skip();
    }
    lake.upload();
    if (!last && !now.isBefore(pruneDue)) {
      pruneDue = now.plus(PRUNE_PACE);
      long lost = at.prune(now.minus(settings.keep()), settings.storeBytes());
      if (wants) {
        counts.lakeLost.addAndGet(lost);
      }
    }
  }

  private void trouble(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("Stored flow records can be looked after again");
      } else {
        LOG.warn("Stored flow records cannot be looked after", "reason", trouble);
      }
      lastTrouble = trouble;
    }
  }
}
