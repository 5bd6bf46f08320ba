package io.sluice.engine.apply;

import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.fleet.Machine;
import io.sluice.engine.fleet.MachineStatus;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.provider.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until every machine of the fleet runs by the blueprint's config and is ready, and says
 * which one is not. A machine whose last word is older than {@link #SILENCE} counts as not ready,
 * whatever it said then.
 */
public final class FleetGate {
  /** How old a status may be. Appliances write every few seconds; clocks may differ a little. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(5);

  private final Provider provider;
  private final Duration timeout;
  private final Consumer<String> progress;
  private final Clock clock;
  private final RetryPolicy.Pauses pauses;

  public FleetGate(Provider provider, Duration timeout, Consumer<String> progress) {
    this(provider, timeout, progress, Clock.systemUTC(), Thread::sleep);
  }

  FleetGate(
      Provider provider,
      Duration timeout,
      Consumer<String> progress,
      Clock clock,
      RetryPolicy.Pauses pauses) {
    this.provider = provider;
    this.timeout = timeout;
    this.progress = progress;
    this.clock = clock;
    this.pauses = pauses;
  }

  /**
   * Waits; empty when every machine is ready, otherwise a problem for each that is not when time is
   * up.
   */
  public List<Problem> await() {
    Fleet fleet = provider.fleet();
    RetryPolicy retry = new RetryPolicy(provider::classify);
    Duration waited = Duration.ZERO;
    Duration period = PERIOD;
    String told = "";
    while (true) {
      List<Machine> machines = retry.call(fleet::machines);
      List<Problem> open = open(machines, fleet.configHash());
      if (open.isEmpty()) {
        return open;
      }
      String now =
          "%d of %d machines ready"
              .formatted(machines.size() - notReady(machines, fleet), machines.size());
      if (!now.equals(told)) {
        progress.accept(now);
        told = now;
      }
      if (waited.compareTo(timeout) >= 0 || !pause(period)) {
        return open;
      }
      waited = waited.plus(period);
      period = period.compareTo(LONGEST_PERIOD) < 0 ? period.plus(PERIOD) : LONGEST_PERIOD;
    }
  }

  private int notReady(List<Machine> machines, Fleet fleet) {
    return (int)
        machines.stream().filter(m -> notReadyBecause(m, fleet.configHash()) != null).count();
  }

  private List<Problem> open(List<Machine> machines, String configHash) {
    if (machines.isEmpty()) {
      return List.of(
          Problem.error("fleet.empty", "The cloud runs no machine of the fleet yet.")
              .withHint("Look at the scale set's instances in the cloud for why none starts."));
    }
    List<Problem> open = new ArrayList<>();
    for (Machine machine : machines) {
      String because = notReadyBecause(machine, configHash);
      if (because != null) {
        open.add(
            Problem.error(
                    "fleet.not-ready",
                    "The machine `%s` is not ready: %s.".formatted(machine.name(), because))
                .withHint("`orchestrator status` shows the fleet; the machine's log says more."));
      }
    }
    return open;
  }

  /** Why a machine is not ready, as a clause, or null when it is. */
  public @Nullable String notReadyBecause(Machine machine, String configHash) {
    if (!machine.current()) {
      return "the rollout has not reached it yet";
    }
    MachineStatus status = machine.status();
    if (status == null) {
      return "it has not written a status yet (" + machine.state() + ")";
    }
    if (status.written().isBefore(Instant.now(clock).minus(SILENCE))) {
      return "it is silent since " + status.written();
    }
    if (!status.configHash().equals(configHash)) {
      return "it does not run by the current config yet";
    }
    if (!status.ready()) {
      return status.reason().isEmpty() ? "it is " + status.state() : status.reason();
    }
    return null;
  }

  private boolean pause(Duration period) {
    try {
      pauses.pause(period);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
