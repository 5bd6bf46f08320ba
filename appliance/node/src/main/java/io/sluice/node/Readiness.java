package io.sluice.node;

import io.sluice.node.config.RunningConfig;
import io.sluice.node.tunnel.Tunnels;
import org.jspecify.annotations.Nullable;

/**
 * Whether the gateway may send flows here. Ready means: tunnels bound AND config applied AND the
 * bound tunnels equal the config's, AND not draining.
 *
 * <p>A later config that makes no sense does not end that: the appliance goes on by the good one
 * and is {@code degraded}, because a typing error that took a whole fleet off its gateway would be
 * worse. A later config that makes sense but cannot be applied does end it, because the gateway
 * then uses tunnels that are not here.
 */
public final class Readiness {

  /** {@code state} in the status object. */
  public enum State {
    STARTING,
    READY,
    DEGRADED,
    DRAINING
  }

  /**
   * What the probe and the status tell.
   *
   * @param reason why it is not {@code READY}, a clause; empty when it is
   * @param configHash of the config that it runs by, empty before the first
   */
  public record View(State state, boolean ready, String reason, String configHash) {}

  private final Runnable changed;
  private @Nullable Tunnels bound;
  private @Nullable RunningConfig config;
  private String waiting = "the tunnels are not bound yet";
  private String badConfig = "";
  private String cannotApply = "";
  private boolean draining;

  /**
   * @param changed called, without a lock held, after what {@link #view()} tells may have changed
   */
  public Readiness(Runnable changed) {
    this.changed = changed;
  }

  /** These tunnels are bound and their datagrams are forwarded. */
  public void bound(Tunnels tunnels) {
    update(
        () -> {
          bound = tunnels;
          waiting = "no config has been read yet";
        });
  }

  /** Why there is no first config yet; says nothing once there is one. */
  public void waiting(String reason) {
    update(() -> waiting = reason);
  }

  /** The tunnels are bound as this config says. */
  public void applied(RunningConfig applied) {
    update(
        () -> {
          config = applied;
          bound = applied.tunnels();
          badConfig = "";
          cannotApply = "";
        });
  }

  /** The mailbox holds a config that makes no sense. */
  public void badConfig(String reason) {
    update(() -> badConfig = reason);
  }

  /** The mailbox holds a good config that cannot be applied here and now. */
  public void cannotApply(String reason) {
    update(
        () -> {
          badConfig = "";
          cannotApply = reason;
        });
  }

  /** The appliance is about to leave. */
  public void draining() {
    update(() -> draining = true);
  }

  /** What holds now. */
  public synchronized View view() {
    String hash = config == null ? "" : config.hash();
    boolean running = config != null && config.tunnels().equals(bound) && cannotApply.isEmpty();
    if (draining) {
      return new View(State.DRAINING, false, "the appliance is stopping", hash);
    }
    if (!cannotApply.isEmpty()) {
      return new View(State.DEGRADED, false, cannotApply, hash);
    }
    if (!badConfig.isEmpty()) {
      return new View(
          State.DEGRADED, running, "the mailbox's config is not valid: " + badConfig, hash);
    }
    return running
        ? new View(State.READY, true, "", hash)
        : new View(State.STARTING, false, waiting, hash);
  }

  private void update(Runnable change) {
    synchronized (this) {
      View before = view();
      change.run();
      if (view().equals(before)) {
        return;
      }
    }
    changed.run();
  }
}
