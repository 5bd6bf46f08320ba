package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One scale set. All its operations run one after another in a lane of their own, as the cloud
 * refuses two at once; reading is free. A delete cuts a rolling upgrade short.
 */
final class ScaleSet implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScaleSet.class.getName());

  private static final Duration BOOT = Duration.ofMinutes(1);

  private interface Work {
    void run() throws BootFailure, InterruptedException;
  }

  private final String id;
  private final Machines machines;
  private final MachineLife life;
  private final NavigableMap<Integer, Machine> members = new ConcurrentSkipListMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicBoolean repairing = new AtomicBoolean();
  private final AtomicInteger deletes = new AtomicInteger();
  private final ExecutorService lane =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("scale-set").factory());
  private volatile @Nullable ScaleSetModel model;
  private volatile boolean closed;

  ScaleSet(String id, Machines machines) {
    this.id = id;
    this.machines = machines;
    this.life = new MachineLife(machines);
  }

  CompletableFuture<Void> apply(ObjectNode document) {
    return submit(() -> bringTo(ScaleSetModel.of(document, model)));
  }

  CompletableFuture<Void> resize(int capacity) {
    return submit(
        () -> {
          ScaleSetModel now = model;
          if (now != null) {
            bringTo(now.withCapacity(capacity));
          }
        });
  }

  CompletableFuture<Void> delete() {
    deletes.incrementAndGet();
    return submit(
        () -> {
          model = null;
          remove(members.values());
          deletes.decrementAndGet();
        });
  }

  CompletableFuture<Void> deleteInstances(List<String> ids) {
    return submit(
        () -> {
          List<Machine> chosen = chosen(ids);
          ScaleSetModel now = model;
          // the capacity follows, as it does in Azure
          if (now != null) {
            model = now.withCapacity(Math.max(0, now.capacity() - chosen.size()));
          }
          remove(chosen);
        });
  }

  CompletableFuture<Void> upgradeInstances(List<String> ids) {
    return submit(
        () -> {
          ScaleSetModel now = model;
          if (now != null) {
            life.relaunch(outdated(now, chosen(ids)), now.profile());
          }
        });
  }

  List<Instance> instances() {
    ScaleSetModel now = model;
    JsonNode latest = now == null ? MissingNode.getInstance() : now.profile();
    return members.values().stream().map(m -> m.instance(id, latest, health(m))).toList();
  }

  /** The clock: remembers since when a machine is ill, and repairs after the grace period. */
  void tick() {
    ScaleSetModel now = model;
    if (now == null || !now.repairs()) {
      return;
    }
    boolean due = false;
    for (Machine machine : members.values()) {
      String health = health(machine);
      boolean bad = machine.state.equals("Succeeded") && health.equals("Unhealthy");
      if (!bad) {
        machine.badSince = null;
      } else if (machine.badSince == null) {
        machine.badSince = System.nanoTime();
      }
      due |= needsRepair(machine, now);
    }
    if (due && repairing.compareAndSet(false, true)) {
      // a failure is logged by submit, and the next tick tries again
      var unused =
          submit(
              () -> {
                try {
                  repair();
                } finally {
                  repairing.set(false);
                }
              });
    }
  }

  private boolean needsRepair(Machine machine, ScaleSetModel now) {
    Long since = machine.badSince;
    Duration grace = machines.timeScale().here(now.repairGrace());
    // a process boots no faster by the time scale, and a fleet that is replaced while it boots
    // would never stand
    if (!machine.everHealthy && grace.compareTo(BOOT) < 0) {
      grace = BOOT;
    }
    return since != null && System.nanoTime() - since > grace.toNanos();
  }

  private void repair() throws BootFailure, InterruptedException {
    ScaleSetModel now = model;
    if (now == null) {
      return;
    }
    List<Machine> ill = members.values().stream().filter(m -> needsRepair(m, now)).toList();
    ill.forEach(m -> LOG.log(System.Logger.Level.INFO, "automatic repair replaces {0}", m.name));
    remove(ill);
    bringTo(now);
  }

  private void bringTo(ScaleSetModel wanted) throws BootFailure, InterruptedException {
    model = wanted;
    int surplus = members.size() - wanted.capacity();
    if (surplus > 0) {
      // Azure's default scale-in policy takes the highest ids first
      remove(members.descendingMap().values().stream().limit(surplus).toList());
    }
    List<Machine> failed = members.values().stream().filter(m -> m.state.equals("Failed")).toList();
    List<Machine> fresh = new ArrayList<>();
    while (members.size() < wanted.capacity()) {
      fresh.add(create(wanted));
    }
    machines.changed();
    life.launch(fresh);
    life.relaunch(failed, wanted.profile());
    if (!wanted.manualUpgrade()) {
      upgrade(wanted);
    }
  }

  private Machine create(ScaleSetModel wanted) throws BootFailure {
    int number = numbers.getAndIncrement();
    String name = wanted.name() + "_" + number;
    String address = address(wanted.subnet(), name);
    Machine machine =
        new Machine(number, name, address, machines.folder().resolve(name), wanted.profile());
    members.put(number, machine);
    return machine;
  }

  private String address(String subnet, String machine) throws BootFailure {
    try {
      return machines.addresses().allocate(subnet, owner(machine));
    } catch (IllegalStateException e) {
      throw new BootFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static String owner(String machine) {
    return "machine " + machine;
  }

  private void upgrade(ScaleSetModel wanted) throws BootFailure, InterruptedException {
    List<Machine> outdated = outdated(wanted, members.values());
    int size = wanted.batch(members.size());
    for (int from = 0; from < outdated.size() && !cutShort(); from += size) {
      List<Machine> batch = outdated.subList(from, Math.min(outdated.size(), from + size));
      life.relaunch(batch, wanted.profile());
      if (!wanted.healthProbe().isEmpty()) {
        life.awaitHealthy(batch, this::health, this::cutShort);
      }
      Duration pause = wanted.pauseBetweenBatches();
      if (from + size < outdated.size() && !pause.isZero()) {
        Thread.sleep(machines.timeScale().here(pause));
      }
    }
  }

  private boolean cutShort() {
    return closed || deletes.get() > 0;
  }

  private List<Machine> chosen(List<String> ids) {
    return members.values().stream()
        .filter(m -> ids.contains("*") || ids.contains(Integer.toString(m.number)))
        .toList();
  }

  private static List<Machine> outdated(ScaleSetModel now, Collection<Machine> from) {
    return from.stream().filter(m -> !m.profile.equals(now.profile())).toList();
  }

  private void remove(Collection<Machine> leaving) {
    List<Machine> all = List.copyOf(leaving);
    all.forEach(m -> m.state = "Deleting");
    life.stop(all);
    all.forEach(
        m -> {
          members.remove(m.number);
          machines.addresses().release(owner(m.name));
        });
    machines.changed();
  }

  private String health(Machine machine) {
    ScaleSetModel now = model;
    String probe = now == null ? "" : now.healthProbe();
    String health = machines.view().health(machine.name, probe.isEmpty() ? null : probe);
    if (health.equals("Healthy")) {
      machine.everHealthy = true;
    }
    return health;
  }

  private CompletableFuture<Void> submit(Work work) {
    try {
      return CompletableFuture.runAsync(
          () -> {
            try {
              work.run();
            } catch (BootFailure e) {
              LOG.log(System.Logger.Level.WARNING, "{0}: {1}", id, e.getMessage());
              throw new CompletionException(e.getMessage(), e);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new CompletionException("the sandbox is stopping", e);
            } finally {
              machines.changed();
            }
          },
          lane);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    lane.shutdownNow();
    life.close(members.values());
  }
}
