package io.sluice.engine.resource;

import io.sluice.engine.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A kind of cloud resource: the one extension point. A kind holds no comparison and no ordering
 * code; it finds, creates, updates and deletes, each safe to repeat after a crash at any point.
 * Errors are thrown as the SDK throws them; the provider classifies them and the engine decides
 * whether to try again.
 *
 * @param <R> the record that describes it; annotations on its components say what cannot change in
 *     place
 */
public interface Kind<R extends Resource> {

  /**
   * The cloud's own name of it, e.g. {@code Microsoft.Network/loadBalancers}. Unique among a
   * provider's kinds.
   */
  String name();

  /** What a person calls it, e.g. {@code load balancer}. */
  String label();

  /**
   * True for a link: one field of something the user owns. It is linked and unlinked, never created
   * or deleted.
   */
  default boolean link() {
    return false;
  }

  /** Everything of this kind in reach: one paged list, never a read per resource. */
  Discovery<R> discover();

  /**
   * The id a resource will have, where the cloud lets us choose it (Azure), or null where it
   * chooses (most of EC2).
   *
   * @param revision from 1
   */
  @Nullable String id(String logicalId, int revision);

  /**
   * Why what is not there yet can never be made, as far as {@link #discover()} has seen: a link to
   * something that does not exist, say. Asked right after a discovery, and answered without a call
   * of its own, so that a plan says it before anything is made.
   */
  default @Nullable Problem obstacle(String logicalId) {
    return null;
  }

  /**
   * Creates it, tags in the same call, and waits until it is usable.
   *
   * @return the physical id
   */
  String create(Wanted<R> wanted);

  /** Makes {@code found} equal to {@code wanted}; only fields that can change in place differ. */
  void update(Found<R> found, Wanted<R> wanted);

  /** Deletes (or unlinks) it and waits until it is gone. Already gone is success. */
  void delete(Found<R> found);
}
