package io.sluice.cli.work;

import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.provider.Provider;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Opens the cloud that a blueprint names. */
@FunctionalInterface
public interface Clouds {
  /**
   * @param sandbox the endpoint of a sandbox that plays the cloud, or null for the real one
   * @throws io.sluice.engine.problem.ProblemException without credentials or bundle
   */
  Provider open(Blueprint blueprint, @Nullable URI sandbox);
}
