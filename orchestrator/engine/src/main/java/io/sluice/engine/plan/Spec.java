package io.sluice.engine.plan;

import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Refs;
import io.sluice.engine.resource.Resource;
import org.jspecify.annotations.Nullable;

/** The hash that stands in a tag for components that the cloud does not give back. */
public final class Spec {
  private Spec() {}

  /** The hash of a resource's write-only components, or null if it has none. */
  public static @Nullable String of(Resource resource, Refs refs) {
    return hash(new Differ(refs).writeOnly(resource));
  }

  static @Nullable String hash(@Nullable String writeOnly) {
    return writeOnly == null ? null : Identity.hash(writeOnly).substring(0, 16);
  }
}
