package io.sluice.node.desk;

import io.sluice.node.capture.CaptureCounts;
import io.sluice.node.capture.Captures;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.SearchReport;
import io.sluice.packet.index.StoreSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The store of an appliance's capture. */
public final class StoreHoldings implements Holdings {
  /** A worker may hold a packet so long between its stamp and its ring. */
  private static final Duration IN_HAND = Duration.ofMillis(200);

  private final Captures captures;
  private final Clock clock;

  public StoreHoldings(Captures captures) {
    this(captures, Clock.systemUTC());
  }

  StoreHoldings(Captures captures, Clock clock) {
    this.captures = captures;
    this.clock = clock;
  }

  @Override
  public void search(String filter, long from, long to, Sink sink)
      throws FilterException, IOException, InterruptedException {
    Filters filters = Filters.of(filter);
    if (!Files.isDirectory(captures.store())) {
      return;
    }
    SearchReport report =
        new StoreSearch(captures.store(), filters, from, to, (segments, of, packets) -> {})
            .run(
                packet -> {
                  try {
                    return sink.packet(packet);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                  }
                });
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    report.segments().forEach(sink::segment);
    report.problems().forEach(sink::unread);
  }

  @Override
  public long settled() {
    // Before the counts: what comes after it may be in neither
    Instant now = clock.instant();
    CaptureCounts counts = captures.counts();
    if (counts.waiting() <= 0) {
      return SearchWork.nanos(now.minus(IN_HAND));
    }
    Instant through = counts.durableThrough();
    if (through == null) {
      // The first packets of this process are on their way: soon more is known
      return Long.MIN_VALUE;
    }
    return SearchWork.nanos((through.isAfter(now) ? now : through).minus(IN_HAND));
  }

  @Override
  public @Nullable Instant oldest() {
    return captures.counts().oldest();
  }

  @Override
  public List<String> keep(Instant from, Instant to, String why) throws IOException {
    return captures.keep(from, Duration.ZERO, Duration.between(from, to), why).segments();
  }
}
