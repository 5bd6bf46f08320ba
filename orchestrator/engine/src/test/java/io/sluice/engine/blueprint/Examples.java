package io.sluice.engine.blueprint;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the tests of the blueprint share: a good blueprint, its mistakes, and the examples. */
final class Examples {
  static final Path FOLDER = Path.of("..", "..", "blueprints");
  static final Path SCHEMA = FOLDER.resolve("blueprint.schema.json");
  static final String FILE = "mine.yaml";

  static final String GOOD =
      """
      blueprint: web-inspection
      azure:
        subscription: 01234567-89ab-cdef-0123-456789abcdef
        resourceGroup: web
        region: westeurope
      network:
        addressSpace: 10.40.0.0/16
        subnet: 10.40.1.0/24
      sources:
        - publicLoadBalancer: web
          ports: [80, 443]
          backends: [10.40.2.4, 10.40.2.5]
      gateway:
        tunnels:
          internal: {vni: 900, port: 10800}
          external: {vni: 901, port: 10801}
        probe: {interval: 5s, failAfter: 2, port: 8080}
      appliances:
        size: Standard_D4s_v5
        scale: {min: 2, max: 8, throughput: 1.5 Gbps, cooldown: 3m}
      """;

  private Examples() {}

  static Loaded load(String text) {
    return BlueprintLoader.load(FILE, text, Map.<String, String>of()::get);
  }

  /** The good blueprint with one piece of it changed; the piece must be there. */
  static String with(String piece, String instead) {
    if (!GOOD.contains(piece)) {
      throw new IllegalArgumentException(piece);
    }
    return GOOD.replace(piece, instead);
  }

  static List<Problem> problems(String text) {
    return problems(text, Map.of());
  }

  /** Every problem: errors if it was refused, warnings if it was taken. */
  static List<Problem> problems(String text, Map<String, String> environment) {
    try {
      return BlueprintLoader.load(FILE, text, environment::get).warnings();
    } catch (ProblemException e) {
      return e.problems();
    }
  }

  /** The one problem. */
  static Problem problem(String text) {
    List<Problem> all = problems(text);
    if (all.size() != 1) {
      throw new AssertionError("not one problem but " + all);
    }
    return all.getFirst();
  }

  static List<Problem> refused(Path file) {
    return catchThrowableOfType(
            ProblemException.class, () -> BlueprintLoader.load(file, Map.<String, String>of()::get))
        .problems();
  }

  static List<Path> files() {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
