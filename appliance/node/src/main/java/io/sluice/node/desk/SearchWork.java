package io.sluice.node.desk;

import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.FoundPacket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/**
 * A search in rounds: each up to where the store is settled, so that what was told up to some time
 * is complete up to it.
 */
final class SearchWork implements Job.Work, Holdings.Sink {
  /** A chunk is cut when it has so many bytes. */
  static final int CHUNK = 8 << 20;

  /** Packets of one stamp are not torn apart, unless they are as many as that. */
  private static final int MOST_CHUNK = 16 << 20;

  private static final long CHUNK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long ROUND_MILLIS = 1_000;

  /** How long the newest packets may take to be on disk. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Job job;
  private final Semaphore turns;
  private final Chunk chunk;
  private final long limit;
  private boolean full;

  /**
   * @param turns who may search at the same time
   * @param program who writes chunks
   */
  SearchWork(Job job, Semaphore turns, String program) {
    this.job = job;
    this.turns = turns;
    this.chunk = new Chunk(program);
    this.limit = job.request().limitBytes() > 0 ? job.request().limitBytes() : Long.MAX_VALUE;
  }

  @Override
  public void run(Job same) throws IOException, InterruptedException, FilterException {
    Request request = job.request();
    long now = nanos(job.clock().instant());
    Instant to = request.to();
    long end = request.follow() ? Long.MAX_VALUE : to == null ? now : Math.min(now, nanos(to));
    long from = from();
    long begin = System.nanoTime();
    try (chunk) {
      while (!full) {
        long horizon = Math.min(end, job.holdings().settled());
        boolean last = horizon >= end;
        if (!last && !request.follow() && System.nanoTime() - begin > PATIENCE_NANOS) {
          job.unread(
              "Packets after %s are not on disk yet.".formatted(Instant.ofEpochSecond(0, horizon)));
          last = true;
        }
        if (horizon >= from) {
          round(from, horizon);
          from = horizon + 1;
        } else {
          job.through(horizon);
        }
        if (full) {
          job.limited();
        } else if (last) {
          return;
        } else {
          Thread.sleep(ROUND_MILLIS);
        }
      }
    }
  }

  private long from() {
    Instant through = job.through();
    if (through != null) {
      return nanos(through) + 1;
    }
    Instant from = job.request().from();
    return from == null ? Long.MIN_VALUE : nanos(from);
  }

  /** As long as there is such a number: a year that is too far away is the last there is. */
  static long nanos(Instant time) {
    try {
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private void round(long from, long horizon)
      throws IOException, InterruptedException, FilterException {
    turns.acquire();
    try {
      job.running();
      job.holdings().search(job.request().filter(), from, horizon, this);
    } finally {
      turns.release();
    }
    if (full) {
      return;
    }
    if (chunk.isEmpty()) {
      job.through(horizon);
    } else {
      cut(horizon);
    }
  }

  @Override
  public void segment(String name) {
    job.segment(name);
  }

  @Override
  public void unread(String sentence) {
    job.unread(sentence);
  }

  @Override
  public boolean packet(FoundPacket packet) throws IOException, InterruptedException {
    long nanos = packet.nanos();
    if (!chunk.isEmpty()) {
      long size = chunk.sizeWith(packet);
      boolean due = size > Math.min(CHUNK, limit) || chunk.waitingNanos() > CHUNK_NANOS;
      if (due && (nanos != chunk.last() || size > MOST_CHUNK)) {
        cut(nanos - 1);
      }
    }
    if (job.bytes() + chunk.sizeWith(packet) > limit) {
      if (!chunk.isEmpty()) {
        cut(nanos - 1);
      }
      full = true;
      return false;
    }
    chunk.add(packet);
    return true;
  }

  private void cut(long through) throws IOException, InterruptedException {
    long packets = chunk.packets();
    job.chunk(chunk.take(), packets, through);
  }
}
