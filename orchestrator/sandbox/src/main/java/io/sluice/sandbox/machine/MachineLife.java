package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.cloud.Loopback;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Boots and stops machines, those of one operation at the same time. */
final class MachineLife {
  // an appliance drains until its probe can have failed: 15 s by default
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(3);

  private final Machines machines;
  private volatile boolean closed;

  MachineLife(Machines machines) {
    this.machines = machines;
  }

  /**
   * Boots machines; those that cannot boot are {@code Failed}.
   *
   * @throws BootFailure with the first reason, after all were tried
   */
  void launch(List<Machine> fresh) throws BootFailure, InterruptedException {
    BootFailure failure = null;
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> boots = new ArrayList<>();
      for (Machine machine : fresh) {
        boots.add(
            each.submit(
                () -> {
                  boot(machine);
                  return null;
                }));
      }
      for (Future<?> boot : boots) {
        try {
          boot.get();
        } catch (ExecutionException e) {
          if (e.getCause() instanceof BootFailure known) {
            failure = failure == null ? known : failure;
          } else {
            throw new IllegalStateException("booting a machine failed unexpectedly", e.getCause());
          }
        } catch (InterruptedException e) {
          each.shutdownNow();
          throw e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Stops machines and boots them by another model, in place: number and address stay. */
  void relaunch(List<Machine> again, JsonNode profile) throws BootFailure, InterruptedException {
    again.forEach(m -> m.state = "Updating");
    stop(again);
    again.forEach(
        m -> {
          m.profile = profile;
          m.everHealthy = false;
          m.badSince = null;
          machines.view().restarted(m.name);
        });
    launch(again);
  }

  private void boot(Machine machine) throws BootFailure, InterruptedException {
    try {
      Folders.fresh(machine.root);
      Optional<byte[]> document =
          UserData.bootDocument(machine.profile.path("userData").asText(""));
      if (document.isPresent()) {
        machine.running =
            machines
                .launcher()
                .launch(
                    machine.name,
                    machine.root,
                    document.get(),
                    Loopback.address(machine.privateIp));
      }
      machine.state = "Succeeded";
    } catch (BootFailure e) {
      machine.state = "Failed";
      throw new BootFailure(
          "VM '%s' reported a failure when booting: %s".formatted(machine.name, e.getMessage()), e);
    } catch (IOException e) {
      machine.state = "Failed";
      throw new BootFailure("VM '%s' has no disk: %s".formatted(machine.name, e), e);
    } finally {
      if (closed) {
        kill(machine);
      }
      machines.changed();
    }
  }

  /** Lets machines drain and leave; what does not leave in time is killed. Logs are kept. */
  void stop(Collection<Machine> leaving) {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Machine machine : leaving) {
        each.execute(
            () -> {
              MachineLauncher.Running running = machine.running;
              if (running != null) {
                running.stop(closed ? Duration.ZERO : DRAIN);
              }
              Folders.dropProgram(machine.root);
            });
      }
    }
  }

  /**
   * Waits until the probe finds all of them healthy.
   *
   * @throws BootFailure when one is not within three minutes
   */
  void awaitHealthy(List<Machine> batch, Function<Machine, String> health, BooleanSupplier cutShort)
      throws BootFailure, InterruptedException {
    long until = System.nanoTime() + HEALTHY_WITHIN.toNanos();
    for (Machine machine : batch) {
      while (!health.apply(machine).equals("Healthy") && !cutShort.getAsBoolean()) {
        if (System.nanoTime() > until) {
          throw new BootFailure(
              "The rolling upgrade stopped: VM '%s' is %s after it got the new model."
                  .formatted(machine.name, health.apply(machine)));
        }
        Thread.sleep(50);
      }
    }
  }

  /** Kills everything at once, also what is booting right now. */
  void close(Collection<Machine> all) {
    closed = true;
    all.forEach(MachineLife::kill);
  }

  private static void kill(Machine machine) {
    MachineLauncher.Running running = machine.running;
    if (running != null) {
      running.kill();
    }
  }
}
