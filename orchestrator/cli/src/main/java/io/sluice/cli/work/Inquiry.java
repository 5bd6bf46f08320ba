package io.sluice.cli.work;

import io.sluice.cli.progress.Interrupts;
import io.sluice.cli.search.Asking;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.mailbox.PatientObjects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.provider.RetryPolicy;
import io.sluice.engine.search.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What every command has in common that asks a fleet through its mailbox: which machines there are,
 * how the request is put and taken out, and that the first Ctrl-C (or SIGTERM) ends it with what
 * there is.
 */
final class Inquiry implements AutoCloseable {
  private final Setting setting;
  private final Provider provider;
  private final Objects objects;
  private final Interrupts interrupts;
  private final List<Problem> gaps = new ArrayList<>();
  private volatile boolean stopped;
  private @Nullable Asking asking;

  Inquiry(Setting setting, Provider provider) {
    this.setting = setting;
    this.provider = provider;
    this.objects = new PatientObjects(provider.mailbox(), provider::classify);
    this.interrupts =
        new Interrupts(() -> stopped = true, setting.world().exit(), List.of("INT", "TERM"));
  }

  Objects objects() {
    return objects;
  }

  boolean stopped() {
    return stopped;
  }

  /** Those that have started, by name. */
  List<String> machines() {
    return fleet().stream()
        .filter(machine -> machine.status() != null)
        .map(Machine::name)
        .sorted()
        .toList();
  }

  private List<Machine> fleet() {
    return new RetryPolicy(provider::classify).call(() -> provider.fleet().machines());
  }

  /**
   * Asks all machines.
   *
   * @param timed the request with its times, given the store's clock
   */
  Asking ask(Request draft, BiFunction<Request, Instant, Request> timed) {
    List<String> started = new ArrayList<>();
    for (Machine machine : fleet()) {
      if (machine.status() == null) {
        gaps.add(
            Problem.warning(
                "search.not-started",
                "Machine %s has not started yet (%s) and was not asked."
                    .formatted(machine.name(), machine.state())));
      } else {
        started.add(machine.name());
      }
    }
    started.sort(String::compareTo);
    Asking put = Asking.ask(objects, draft, timed, started, setting.world().pause());
    asking = put;
    return put;
  }

  /**
   * Waits until every machine has said all that it will say.
   *
   * @return false when it was stopped before that
   */
  boolean complete(Asking put, Runnable progress) {
    do {
      put.look();
      progress.run();
      if (put.complete()) {
        return true;
      }
    } while (!stopped && put.pause() && !stopped);
    return false;
  }

  /**
   * Takes the request out.
   *
   * @return what is to be told of those who were not asked, and of what could not be taken out
   */
  List<Problem> end() {
    Asking put = asking;
    if (put != null) {
      try {
        put.end();
      } catch (ProblemException e) {
        gaps.add(
            Problem.warning("search.left", "The request could not be taken out of the mailbox.")
                .withDetail(String.valueOf(e.getMessage()))
                .withHint(
                    "Machines end it by themselves in 10 minutes; the next search clears up."));
      }
    }
    return List.copyOf(gaps);
  }

  @Override
  public void close() {
    Asking put = asking;
    try {
      if (put != null) {
        put.close();
      }
    } finally {
      interrupts.close();
    }
  }
}
