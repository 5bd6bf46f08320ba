package io.sluice.node.desk;

import io.sluice.node.hunt.BadIndicatorException;
import io.sluice.node.hunt.Hunt;
import io.sluice.node.hunt.Indicators;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.FoundPacket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/** A hunt over the store, from its beginning also when an earlier process had begun it. */
final class HuntWork implements Job.Work {
  private static final long TELL_NANOS = Duration.ofSeconds(2).toNanos();

  /** Packets between two looks at the clock. */
  private static final int STRIDE = 1 << 14;

  private final Semaphore turns;

  HuntWork(Semaphore turns) {
    this.turns = turns;
  }

  @Override
  public void run(Job job)
      throws IOException, InterruptedException, FilterException, Job.BadRequest {
    Indicators indicators;
    try {
      indicators = Indicators.of(job.request().indicators());
    } catch (BadIndicatorException e) {
      throw new Job.BadRequest(e.getMessage() + ".");
    }
    Instant from = job.request().from();
    Instant to = job.request().to();
    long settled = job.holdings().settled();
    long end = to == null ? settled : Math.min(settled, SearchWork.nanos(to));
    turns.acquire();
    try (Hunt hunt = new Hunt(indicators)) {
      job.running();
      job.holdings()
          .search("", from == null ? Long.MIN_VALUE : SearchWork.nanos(from), end, sink(job, hunt));
      tell(job, hunt);
      job.through(end);
    } finally {
      turns.release();
    }
  }

  private static void tell(Job job, Hunt hunt) {
    job.findings(
        hunt.findings().stream()
            .map(
                each ->
                    new Answer.Finding(
                        each.indicator(),
                        each.packets(),
                        each.bytes(),
                        each.flows(),
                        Instant.ofEpochSecond(0, each.firstNanos()),
                        Instant.ofEpochSecond(0, each.lastNanos())))
            .toList(),
        hunt.packets());
  }

  private static Holdings.Sink sink(Job job, Hunt hunt) {
    return new Holdings.Sink() {
      private long told = System.nanoTime();

      @Override
      public void segment(String name) {
        job.segment(name);
      }

      @Override
      public void unread(String sentence) {
        job.unread(sentence);
      }

      @Override
      public boolean packet(FoundPacket packet) throws InterruptedException {
        hunt.packet(
            packet.memory(),
            packet.at(),
            packet.captured(),
            packet.wire(),
            packet.source().linkType(),
            packet.nanos());
        if (hunt.packets() % STRIDE == 0) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          if (System.nanoTime() - told > TELL_NANOS) {
            tell(job, hunt);
            job.through(packet.nanos() - 1);
            told = System.nanoTime();
          }
        }
        return true;
      }
    };
  }
}
