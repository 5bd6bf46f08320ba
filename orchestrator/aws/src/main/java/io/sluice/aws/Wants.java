package io.sluice.aws;

import io.sluice.engine.resource.Desired;
import io.sluice.engine.resource.Key;
import io.sluice.engine.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The resources that a blueprint means, as they are named one after another. */
final class Wants {
  private final List<Desired<?>> desired = new ArrayList<>();

  /**
   * @param after what must stand first although no reference says so
   */
  <R extends Resource> Key add(AwsKind<R> kind, String logicalId, R resource, Key... after) {
    Desired<R> one = new Desired<>(kind, logicalId, resource, Set.of(after));
    desired.add(one);
    return one.key();
  }

  List<Desired<?>> all() {
    return List.copyOf(desired);
  }
}
