package io.sluice.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are that a test does not make itself. */
public final class Places {
  private Places() {}

  /** The repository's root. */
  public static Path root() {
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("orchestrator"))
          && Files.isDirectory(at.resolve("integration-tests"))) {
        return at;
      }
    }
    throw new IllegalStateException("not inside the repository: " + here);
  }

  /**
   * A folder of the shared specifications and captures. Where it is absent the test is skipped and
   * says so, except when {@code SLUICE_SHARED} names a place: then it must be there.
   */
  public static Path shared(String folder) {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    Path shared = named == null ? root().resolveSibling("shared") : Path.of(named);
    Path path = shared.resolve(folder);
    if (!Files.exists(path)) {
      if (named != null) {
        throw new IllegalStateException("SLUICE_SHARED is set, but there is no " + path);
      }
      return abort("skipped: " + path + " is absent; set SLUICE_SHARED to check against it");
    }
    return path;
  }

  /** The distribution that {@code mvn package} leaves. */
  public static Path distribution() {
    Path distribution = root().resolve("orchestrator/cli/target/sluice");
    if (!Files.isExecutable(distribution.resolve("bin/orchestrator"))) {
      throw new IllegalStateException("run mvn package first: there is no " + distribution);
    }
    return distribution;
  }
}
