package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.wire.Action;
import io.sluice.sandbox.machine.TimeScale;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the room holds. Changes happen one after another; whoever only looks takes no lock, so that
 * another room may look while it holds its own.
 */
final class State {
  private final Map<String, Inventory> regions = new ConcurrentHashMap<>();
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Rooms rooms;
  private final TimeScale scale;
  private final Clock clock;

  State(Rooms rooms, TimeScale scale, Clock clock) {
    this.rooms = rooms;
    this.scale = scale;
    this.clock = clock;
  }

  Rooms rooms() {
    return rooms;
  }

  Instant now() {
    return clock.instant();
  }

  Inventory of(String region) {
    return regions.computeIfAbsent(region, any -> new Inventory());
  }

  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** An action that changes something. */
  Action changing(Action action) {
    return (caller, in, out) -> change(() -> action.run(caller, in, out));
  }

  void change(Runnable change) {
    changing.lock();
    try {
      change.run();
    } finally {
      changing.unlock();
    }
    tell();
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }

  /** When a span of the cloud that begins now is over; the listeners are told then. */
  Instant after(Duration cloud) {
    Duration here = scale.here(cloud);
    CompletableFuture.delayedExecutor(
            here.toMillis() + 1, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
        .execute(this::tell);
    return now().plus(here);
  }
}
