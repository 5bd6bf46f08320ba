package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.search.Request;
import io.sluice.engine.search.SearchDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A request while it stands: put, renewed, its answers looked at, and in the end taken out with all
 * that was answered. One thread's own.
 */
public final class Asking implements AutoCloseable {
  /** A machine that says nothing new for so long is not there; it speaks every 2 s. */
  public static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Between two looks at the answers. */
  public static final Duration POLL = Duration.ofSeconds(1);

  /** What a machine was writing when its request went is there after this. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(3);

  private static final Duration RENEWAL = SearchDesk.LEASE.dividedBy(2);

  private final Objects objects;
  private final SearchDesk desk;
  private final Request request;
  private final Duration clockAhead;
  private final Predicate<Duration> pause;
  private final List<Asked> asked = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private Instant renewed = Instant.MIN;
  private boolean ended;

  private Asking(
      Objects objects,
      SearchDesk desk,
      Request request,
      Duration clockAhead,
      Predicate<Duration> pause) {
    this.objects = objects;
    this.desk = desk;
    this.request = request;
    this.clockAhead = clockAhead;
    this.pause = pause;
  }

  /**
   * Asks. What other askers have left behind is swept up first.
   *
   * @param draft of the request
   * @param timed the request with its times, given the store's clock
   * @param pause waits; false when waiting should end
   */
  public static Asking ask(
      Objects objects,
      Request draft,
      BiFunction<Request, Instant, Request> timed,
      List<String> machines,
      Predicate<Duration> pause) {
    SearchDesk desk = new SearchDesk(objects);
    Duration ahead = desk.clockAhead(draft);
    Instant now = Instant.now().plus(ahead);
    Asking asking = new Asking(objects, desk, timed.apply(draft, now), ahead, pause);
    machines.forEach(asking::add);
    try {
      desk.sweep(now);
      asking.renew();
      return asking;
    } catch (RuntimeException e) {
      asking.close();
      throw e;
    }
  }

  /** As it was asked, with its times. */
  public Request request() {
    return request;
  }

  /** Asks a machine that has come since. */
  Asked add(String machine) {
    Asked one = new Asked(request, machine, PATIENCE);
    asked.add(one);
    return one;
  }

  /** The machines, as they were named. */
  public List<Asked> asked() {
    return asked;
  }

  private void renew() {
    Instant now = Instant.now();
    if (renewed.equals(Instant.MIN) || Duration.between(renewed, now).compareTo(RENEWAL) > 0) {
      desk.put(request.until(now.plus(clockAhead).plus(SearchDesk.LEASE)));
      renewed = now;
    }
  }

  /** A chunk has been read to its end; nobody reads it again. */
  void done(String chunk) {
    done.add(chunk);
  }

  /** Looks at all answers, and deletes what has been read of them. */
  public void look() {
    renew();
    List<String> chunks = List.copyOf(done);
    done.clear();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> looks = new ArrayList<>();
      asked.forEach(one -> looks.add(threads.submit(() -> one.look(objects))));
      looks.add(threads.submit(() -> delete(chunks)));
      looks.forEach(Asking::result);
    }
  }

  private void delete(List<String> chunks) {
    try {
      desk.delete(chunks);
    } catch (ProblemException e) {
      // They go with all the others in the end.
    }
  }

  private static void result(Future<?> look) {
    try {
      look.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException ours) {
        throw ours;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until the next look.
   *
   * @return false when waiting should end
   */
  public boolean pause() {
    boolean on = pause.test(POLL);
    asked.forEach(one -> one.waited(POLL));
    return on;
  }

  /** Whether of every machine it is known what it answers for, or that it does not answer. */
  public boolean settled() {
    return asked.stream().allMatch(Asked::settled);
  }

  /** Whether every machine has said all, or says nothing more. */
  public boolean complete() {
    return asked.stream().allMatch(one -> one.last() || one.silent());
  }

  /** What is missing. */
  public List<Problem> gaps() {
    return gaps(Map.of());
  }

  /**
   * What is missing.
   *
   * @param elsewhere offloaded segments that were searched, by machine
   */
  List<Problem> gaps(Map<String, Integer> elsewhere) {
    List<Problem> gaps = new ArrayList<>();
    asked.forEach(
        one -> gaps.addAll(one.gaps(request.follow(), elsewhere.getOrDefault(one.machine(), 0))));
    return gaps;
  }

  /**
   * Takes the request out and deletes the answers.
   *
   * @throws ProblemException when the store refuses; it is all swept up by a later asker then
   */
  public void end() {
    desk.remove(request);
    desk.clear(request);
    ended = true;
  }

  /** Ends it, and deletes what machines were writing in that moment. */
  @Override
  public void close() {
    try {
      if (!ended) {
        end();
      }
      if (!asked.isEmpty()) {
        boolean _ = pause.test(ON_ITS_WAY);
        desk.clear(request);
      }
    } catch (ProblemException e) {
      // A later asker sweeps it up; what was found is worth more than this.
    }
  }
}
