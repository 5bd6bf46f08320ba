package io.sluice.sandbox.aws.fabric;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A balancer's table of flows: where each is pinned until it has been idle for long enough. */
final class Flows {
  private final Map<FlowKey, Flow> byKey = new ConcurrentHashMap<>();
  private final Map<Integer, Flow> byCookie = new ConcurrentHashMap<>();
  private final LongSupplier clock;
  private final AtomicLong cookies = new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 32));

  /**
   * @param clock in nanoseconds, as {@link System#nanoTime()}
   */
  Flows(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * The flow, with its pin as long as it was not idle for too long; else a new one without a pin.
   *
   * @param idle nanoseconds
   */
  Flow flow(FlowKey key, long idle) {
    long now = clock.getAsLong();
    Flow known = byKey.get(key);
    if (known != null && !known.idle(now)) {
      known.seen(now);
      return known;
    }
    if (known != null) {
      forget(known);
    }
    // 0 is no cookie
    int cookie = (int) (1 + Math.floorMod(cookies.getAndIncrement(), 0xffff_ffffL));
    Flow fresh = new Flow(key, cookie, idle, now);
    byKey.put(key, fresh);
    byCookie.put(cookie, fresh);
    return fresh;
  }

  /** The flow that a returned cookie means. */
  @Nullable Flow byCookie(int cookie) {
    Flow flow = byCookie.get(cookie);
    if (flow == null || flow.idle(clock.getAsLong())) {
      return null;
    }
    flow.seen(clock.getAsLong());
    return flow;
  }

  int size() {
    return byKey.size();
  }

  /** Forgets what is idle. */
  void sweep() {
    long now = clock.getAsLong();
    byKey.values().stream().filter(flow -> flow.idle(now)).toList().forEach(this::forget);
  }

  private void forget(Flow flow) {
    byKey.remove(flow.key(), flow);
    byCookie.remove(flow.cookie(), flow);
  }
}
