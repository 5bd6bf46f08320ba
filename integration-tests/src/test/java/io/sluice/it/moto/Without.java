package io.sluice.it.moto;

import io.sluice.engine.fleet.Fleet;
import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.provider.Failure;
import io.sluice.engine.provider.Provider;
import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider without some of its kinds, for a cloud that does not have them.
 *
 * @param missing names of kinds
 */
record Without(Provider provider, Set<String> missing) implements Provider {
  @Override
  public Identity identity() {
    return provider.identity();
  }

  @Override
  public List<Kind<?>> kinds() {
    return provider.kinds().stream().filter(kind -> !missing.contains(kind.name())).toList();
  }

  @Override
  public List<Desired<?>> desired() {
    return provider.desired().stream()
        .filter(desired -> !missing.contains(desired.kind().name()))
        .toList();
  }

  @Override
  public List<Problem> notices() {
    return provider.notices();
  }

  @Override
  public Failure classify(Throwable error) {
    return provider.classify(error);
  }

  @Override
  public Objects mailbox() {
    return provider.mailbox();
  }

  @Override
  public Fleet fleet() {
    return provider.fleet();
  }

  @Override
  public Map<String, String> outputs() {
    return provider.outputs();
  }

  @Override
  public void close() {
    provider.close();
  }
}
