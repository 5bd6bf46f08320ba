package io.sluice.sandbox.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.AddressPlan;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.cloud.ScaleSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All scale sets and their machines. Stopping it leaves no process behind, and starting it ends
 * what a killed predecessor left.
 */
public final class Machines implements ScaleSets, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Machines.class.getName());
  private static final long TICK_MILLIS = 250;

  private static final InstanceView NOTHING_SEEN =
      new InstanceView() {
        @Override
        public String health(String instance, @Nullable String probeId) {
          return "Unknown";
        }

        @Override
        public void restarted(String instance) {}

        @Override
        public long networkIn(String instance) {
          return 0;
        }
      };

  private final Path folder;
  private final MachineLauncher launcher;
  private final TimeScale timeScale;
  private final AddressPlan addresses;
  private final Map<String, ScaleSet> sets = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Thread clock;
  private volatile InstanceView view = NOTHING_SEEN;

  /**
   * Sweeps and starts.
   *
   * @param addresses where machines take their private addresses from, and give them back
   * @param folder holds one folder per machine
   * @throws IOException when the folder cannot be read
   */
  public Machines(
      Documents documents,
      AddressPlan addresses,
      Path folder,
      MachineLauncher launcher,
      TimeScale timeScale)
      throws IOException {
    this.folder = folder;
    this.launcher = launcher;
    this.timeScale = timeScale;
    this.addresses = addresses;
    Folders.sweep(folder);
    Autoscale autoscale = new Autoscale(documents, this, timeScale);
    clock = Thread.ofVirtual().name("machines-clock").unstarted(() -> tickForever(autoscale));
    clock.start();
  }

  /** Says who sees the machines' health and traffic; nothing is seen before. */
  public void observe(InstanceView seen) {
    view = seen;
  }

  /** Calls the listener after every change of an instance. It must return at once. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public CompletableFuture<Void> apply(String scaleSetId, ObjectNode document) {
    return set(scaleSetId).apply(document);
  }

  /** Sets the capacity as autoscale does: the model stays. */
  CompletableFuture<Void> resize(String scaleSetId, int capacity) {
    return set(scaleSetId).resize(capacity);
  }

  @Override
  public CompletableFuture<Void> delete(String scaleSetId) {
    return set(scaleSetId).delete();
  }

  @Override
  public List<Instance> instances(String scaleSetId) {
    return set(scaleSetId).instances();
  }

  @Override
  public CompletableFuture<Void> deleteInstances(
      String scaleSetId, Collection<String> instanceIds) {
    return set(scaleSetId).deleteInstances(List.copyOf(instanceIds));
  }

  @Override
  public CompletableFuture<Void> upgradeInstances(
      String scaleSetId, Collection<String> instanceIds) {
    return set(scaleSetId).upgradeInstances(List.copyOf(instanceIds));
  }

  /** Every machine of every scale set. */
  public List<Instance> all() {
    return sets.values().stream().flatMap(set -> set.instances().stream()).toList();
  }

  // a deleted set is kept: its instance numbers are never used again
  private ScaleSet set(String id) {
    return sets.computeIfAbsent(id.toLowerCase(Locale.ROOT), key -> new ScaleSet(id, this));
  }

  InstanceView view() {
    return view;
  }

  Path folder() {
    return folder;
  }

  MachineLauncher launcher() {
    return launcher;
  }

  TimeScale timeScale() {
    return timeScale;
  }

  AddressPlan addresses() {
    return addresses;
  }

  void changed() {
    listeners.forEach(Runnable::run);
  }

  private void tickForever(Autoscale autoscale) {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        quietly(() -> sets.values().forEach(ScaleSet::tick));
        quietly(autoscale::tick);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // a clock that stops at the first surprise would be worse than a logged one
  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a tick of the machines' clock failed", e);
    }
  }

  @Override
  public void close() {
    clock.interrupt();
    sets.values().parallelStream().forEach(ScaleSet::close);
  }
}
