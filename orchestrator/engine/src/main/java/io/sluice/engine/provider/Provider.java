package io.sluice.engine.provider;

import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Kind;
import java.util.List;
import java.util.Map;

/**
 * A cloud, opened for one blueprint. The engine drives it and the command opens it; it knows
 * neither. Calls may come from several virtual threads at once.
 */
public interface Provider extends AutoCloseable {

  Identity identity();

  /**
   * Every kind that a stack of this provider can hold, so that what the blueprint no longer names
   * is found too.
   */
  List<Kind<?>> kinds();

  /**
   * The resources that the blueprint means, in any order; the planner orders them by their
   * references.
   */
  List<Desired<?>> desired();

  /**
   * What a person should know of the last {@link #desired()} and the discovery after it: what the
   * blueprint means and this cloud will not give (warnings), or what makes it impossible (errors).
   */
  default List<Problem> notices() {
    return List.of();
  }

  /**
   * Says what an exception thrown by a kind means. Never throws; what it does not know is {@link
   * Failure.Type#BUG}.
   */
  Failure classify(Throwable error);

  /** The machines of the fleet and what they report through the mailbox. */
  Fleet fleet();

  /** What lies in the mailbox; nothing where the stack does not stand. */
  Objects mailbox();

  /**
   * What a person wants to know when the stack stands, e.g. the public address. Asked after an
   * apply; in display order.
   */
  Map<String, String> outputs();

  @Override
  void close();
}
