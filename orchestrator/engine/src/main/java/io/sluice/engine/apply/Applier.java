package io.sluice.engine.apply;

import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Step;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan: each step on a virtual thread as soon as what it comes after is done, at most
 * {@code parallelism} at once. A step that fails takes along only those that come after it. The
 * thread that calls {@link #apply} alone decides what runs next, so there is nothing to lock.
 */
public final class Applier {
  private final Provider provider;
  private final int parallelism;
  private final Consumer<Event> listener;
  private volatile boolean stopped;

  /**
   * @param parallelism steps at once, at least 1
   */
  public Applier(Provider provider, int parallelism, Consumer<Event> listener) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism " + parallelism);
    }
    this.provider = provider;
    this.parallelism = parallelism;
    this.listener = listener;
  }

  /** Finishes what is in flight and starts nothing new. May be called from any thread. */
  public void stop() {
    stopped = true;
  }

  private record Outcome(Step step, Duration took, @Nullable Throwable error) {}

  /**
   * Carries the plan out as far as it can be.
   *
   * @throws RuntimeException our own bug in a step, once all other steps in flight have ended
   */
  public ApplyResult apply(Plan plan) {
    return new Run(plan).go();
  }

  /** One apply; used by the calling thread only. */
  private final class Run {
    private final StepRunner runner;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final NavigableMap<Integer, Step> waiting = new TreeMap<>();
    private final Set<Integer> finished = new HashSet<>();
    private final List<Step> done = new ArrayList<>();
    private final List<Step> notDone = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int running;
    private @Nullable RuntimeException bug;

    Run(Plan plan) {
      runner = new StepRunner(provider, plan, Applier.this::tell);
      plan.steps().forEach(step -> waiting.put(step.index(), step));
    }

    ApplyResult go() {
      startWhatCan();
      while (running > 0) {
        take(next());
        startWhatCan();
      }
      waiting.values().forEach(step -> skip(step, "a stop was asked for"));
      if (bug != null) {
        throw bug;
      }
      return new ApplyResult(done, problems, notDone);
    }

    private Outcome next() {
      // An interrupt of this thread is a wish to stop, not a reason to lose track of steps in
      // flight.
      boolean interrupted = false;
      while (true) {
        try {
          Outcome outcome = outcomes.take();
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          return outcome;
        } catch (InterruptedException e) {
          interrupted = true;
          stop();
        }
      }
    }

    private void startWhatCan() {
      for (Step step : List.copyOf(waiting.values())) {
        if (stopped || bug != null || running >= parallelism) {
          return;
        }
        if (finished.containsAll(step.after())) {
          waiting.remove(step.index());
          running++;
          tell(new Event.Started(step));
          Thread.ofVirtual().name("step-" + step.index()).start(() -> run(step));
        }
      }
    }

    private void run(Step step) {
      long start = System.nanoTime();
      Throwable error = null;
      try {
        runner.run(step);
      } catch (Throwable e) {
        error = e;
      }
      outcomes.add(new Outcome(step, Duration.ofNanos(System.nanoTime() - start), error));
    }

    private void take(Outcome outcome) {
      running--;
      Step step = outcome.step();
      switch (outcome.error()) {
        case null -> {
          finished.add(step.index());
          done.add(step);
          tell(new Event.Done(step.change(), step.verb(), outcome.took()));
        }
        case ProblemException refused -> {
          notDone.add(step);
          for (Problem problem : refused.problems()) {
            Problem told = inContext(step, problem);
            problems.add(told);
            tell(new Event.Failed(step.change(), step.verb(), told));
          }
          skipAfter(step);
        }
        case RuntimeException e -> bug = e;
        case Throwable e -> bug = new IllegalStateException(e);
      }
    }

    private void skipAfter(Step failed) {
      for (Step step : List.copyOf(waiting.values())) {
        if (step.after().contains(failed.index()) && waiting.remove(step.index()) != null) {
          skip(step, "it needs " + failed.change().label() + " " + failed.change().title());
          skipAfter(step);
        }
      }
    }

    private void skip(Step step, String because) {
      notDone.add(step);
      tell(new Event.Skipped(step.change(), step.verb(), because));
    }
  }

  private static Problem inContext(Step step, Problem problem) {
    return new Problem(
        problem.severity(),
        problem.code(),
        "Could not %s the %s `%s`: %s"
            .formatted(
                step.verb(), step.change().label(), step.change().title(), problem.summary()),
        problem.detail(),
        problem.where(),
        problem.hint());
  }

  private synchronized void tell(Event event) {
    listener.accept(event);
  }
}
