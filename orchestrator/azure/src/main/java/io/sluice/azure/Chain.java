package io.sluice.azure;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Resource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the two kinds of chain have in common: the field {@code gatewayLoadBalancer} of something
 * the user owns. The id of that thing is the link's logical id, in the blueprint's spelling.
 */
abstract class Chain<R extends Resource> extends AzureKind<R> {
  Chain(Workspace at, String name, String label) {
    super(at, name, label);
  }

  @Override
  public boolean link() {
    return true;
  }

  @Override
  public String id(String logicalId, int revision) {
    return logicalId;
  }

  /** The ids that the blueprint wants linked. */
  abstract Stream<String> wanted();

  Found<R> linked(String id, R link) {
    String spelling = wanted().filter(one -> Ids.same(one, id)).findFirst().orElse(id);
    return new Found<>(
        new Key(name(), spelling), 1, id, link, at.identity().tags(spelling, 1, null), null, null);
  }

  /**
   * Whether the field has to be written.
   *
   * @param now what it says
   * @param then what it should say, or null to clear it
   * @throws ProblemException {@code azure.already-chained} when it names a gateway that is not ours
   */
  boolean differs(String id, @Nullable String now, @Nullable String then) {
    if (then == null) {
      return at.isOurGateway(now);
    }
    if (now != null && !at.isOurGateway(now)) {
      throw new ProblemException(
          Problem.error(
                  "azure.already-chained",
                  "`%s` is chained to another gateway load balancer.".formatted(id))
              .withDetail("The other gateway's frontend is " + now)
              .withHint("Unchain it there first; Sluice never takes a chain over."));
    }
    return !Ids.same(now, then);
  }

  /**
   * @throws ProblemException {@code azure.no-such-source}
   */
  <T> T there(String id, Optional<T> thing) {
    return thing.orElseThrow(() -> new ProblemException(noSuchSource(id)));
  }

  static Problem noSuchSource(String id) {
    return Problem.error("azure.no-such-source", "There is no `%s`.".formatted(id))
        .withHint("Correct its id in the blueprint's `sources`.");
  }
}
