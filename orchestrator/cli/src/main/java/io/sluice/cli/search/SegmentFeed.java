package io.sluice.cli.search;

import static java.util.Objects.requireNonNull;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.search.Request;
import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.index.Filters;
import io.sluice.packet.index.FoundPacket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What matches in one machine's offloaded segments, merged where their times overlap. Some are
 * looked at ahead of need, since a store answers many requests as fast as one.
 */
final class SegmentFeed extends Feed implements AutoCloseable {
  private final Objects objects;
  private final Deque<Offloaded.Segment> pending;
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private final PriorityQueue<OpenSegment> open =
      new PriorityQueue<>(Comparator.comparingLong(OpenSegment::stamp));
  private final Filters filters;
  private final long from;
  private final long to;
  private final int most;
  private final BooleanSupplier stop;
  private final Map<PacketSource, Integer> numbers = new HashMap<>();
  private @Nullable OpenSegment current;

  private record Ahead(long start, FutureTask<SegmentLook> look) {}

  /**
   * @param most segments that are looked at ahead
   * @param stop whether looking for a packet should end
   * @throws ProblemException when the request's filter is none
   */
  SegmentFeed(
      Objects objects,
      Request request,
      String machine,
      List<Offloaded.Segment> segments,
      int most,
      BooleanSupplier stop) {
    super(machine);
    this.objects = objects;
    this.pending = new ArrayDeque<>(segments);
    this.filters = filters(request.filter());
    this.from = request.from() == null ? Long.MIN_VALUE : Stamps.nanos(request.from());
    this.to = request.to() == null ? Long.MAX_VALUE : Stamps.nanos(request.to());
    this.most = most;
    this.stop = stop;
  }

  private static Filters filters(String text) {
    try {
      return Filters.of(text);
    } catch (FilterException e) {
      throw new ProblemException(
          Problem.error("search.filter", "The filter cannot be used: " + e.getMessage() + "."));
    }
  }

  @Override
  boolean find() {
    OpenSegment last = current;
    current = null;
    if (last != null) {
      last.next();
      keep(last);
    }
    while (!stop.getAsBoolean()) {
      openAhead();
      Ahead next = ahead.peek();
      OpenSegment first = open.peek();
      if (next != null && (first == null || next.start() <= first.stamp())) {
        ahead.remove();
        SegmentLook look = result(next.look());
        if (look.worth()) {
          keep(look.open(filters.another(), from, to));
        } else {
          look.problems().forEach(this::problem);
        }
      } else {
        current = open.poll();
        return current != null;
      }
    }
    return false;
  }

  /** What is open stays so as long as there is a packet in it. */
  private void keep(OpenSegment segment) {
    if (segment.has()) {
      open.add(segment);
    } else {
      segment.problems().forEach(this::problem);
      segment.close();
    }
  }

  private void openAhead() {
    while (ahead.size() < most && !pending.isEmpty()) {
      Offloaded.Segment segment = pending.remove();
      Filters own = filters.another();
      FutureTask<SegmentLook> look =
          new FutureTask<>(() -> SegmentLook.at(objects, segment, own, from, to, stop));
      Thread.ofVirtual().name("segment").start(look);
      ahead.add(new Ahead(Stamps.nanos(segment.start()), look));
    }
  }

  private static SegmentLook result(FutureTask<SegmentLook> look) {
    try {
      return look.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.error("search.interrupted", "Reading was interrupted."));
    }
  }

  private FoundPacket packet() {
    return requireNonNull(current).search().packet();
  }

  @Override
  long stamp() {
    return packet().nanos();
  }

  @Override
  void write(MergedPcapng out) throws IOException {
    FoundPacket packet = packet();
    Integer number = numbers.get(packet.source());
    if (number == null) {
      number = out.face(machine(), Face.of(packet.source()));
      numbers.put(packet.source(), number);
    }
    out.packet(packet.nanos(), packet.memory(), packet.block(), packet.blockLength(), number);
  }

  @Override
  boolean complete() {
    return current == null && open.isEmpty() && ahead.isEmpty() && pending.isEmpty();
  }

  @Override
  long promised() {
    return Long.MIN_VALUE;
  }

  /** Gives back what is still open. */
  @Override
  public void close() {
    if (current != null) {
      current.close();
    }
    open.forEach(OpenSegment::close);
  }
}
