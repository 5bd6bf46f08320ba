package io.sluice.node;

import io.sluice.node.config.RunningConfig;
import io.sluice.node.tunnel.Tunnels;
import org.jspecify.annotations.Nullable;

/**
 * Whether the gateway may send flows here, and whether it does. It may, and the probe is told so,
 * while: tunnels bound AND config applied AND the bound tunnels equal the config's, AND not
 * draining. Ready is an appliance when, besides, the probe has been told so as often as a load
 * balancer asks before it takes a target in: who waits for ready meets no gateway that still passes
 * this machine by.
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

  private final int answers;
  private final Runnable changed;
  private int answered;
  private @Nullable Tunnels bound;
  private @Nullable RunningConfig config;
  private String waiting = "the tunnels are not bound yet";
  private String badConfig = "";
  private String cannotApply = "";
  private String impaired = "";
  private boolean draining;

  /**
   * @param answers how often a load balancer must be told in a row before it takes a target in
   * @param changed called, without a lock held, after what {@link #view()} tells may have changed
   */
  public Readiness(int answers, Runnable changed) {
    this.answers = answers;
    this.changed = changed;
  }

  /** Answers a probe: why flows may not come, a clause; empty when they may. */
  public String answer() {
    update(() -> answered = accepts() ? Math.min(answered + 1, answers) : 0);
    synchronized (this) {
      return accepts() ? "" : view().reason();
    }
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

  /**
   * Something is not done as the config says, for a reason that has nothing to do with flows being
   * welcome: the appliance is degraded, and ready all the same.
   *
   * @param reason a clause; empty when all is well again
   */
  public void impaired(String reason) {
    update(() -> impaired = reason);
  }

  /** The appliance is about to leave. */
  public void draining() {
    update(() -> draining = true);
  }

  private boolean accepts() {
    return config != null && config.tunnels().equals(bound) && cannotApply.isEmpty() && !draining;
  }

  /** What holds now. */
  public synchronized View view() {
    String hash = config == null ? "" : config.hash();
    if (draining) {
      return new View(State.DRAINING, false, "the appliance is stopping", hash);
    }
    if (!cannotApply.isEmpty()) {
      return new View(State.DEGRADED, false, cannotApply, hash);
    }
    boolean ready = accepts() && answered >= answers;
    if (!badConfig.isEmpty()) {
      return new View(
          State.DEGRADED, ready, "the mailbox's config is not valid: " + badConfig, hash);
    }
    if (ready && !impaired.isEmpty()) {
      return new View(State.DEGRADED, true, impaired, hash);
    }
    if (ready) {
      return new View(State.READY, true, "", hash);
    }
    String reason =
        accepts()
            ? "the load balancer's probe has come %d of %d times".formatted(answered, answers)
            : waiting;
    return new View(State.STARTING, false, reason, hash);
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
