package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a cloud's limits: a file of this package, and perhaps a user's that replaces entries. */
final class LimitsFile {
  private LimitsFile() {}

  /**
   * The built-in limits, with the entries of a file in the place of their namesakes.
   *
   * @param type a record of {@link Limit}s
   * @param name of the built-in file, beside this class
   * @param file or null
   * @throws ProblemException when that file is no such file
   */
  static <R extends Record> R load(Class<R> type, String name, @Nullable String file) {
    Problems problems = new Problems();
    Node limits = YamlTree.read(builtIn(name), problems);
    if (file != null && !file.isEmpty()) {
      limits = replaced(limits, YamlTree.read(SourceText.read(Path.of(file)), problems));
    }
    Binder binder = new Binder(problems, new Environment(variable -> null, problems));
    R read = binder.bind(limits, type);
    for (Bound bound : binder.bound()) {
      if (bound.value() instanceof Limit limit && limit.values().isEmpty()) {
        problems.add(
            Problem.error(
                    "blueprint.empty", "`%s.values` is an empty list.".formatted(bound.path()))
                .at(bound.at("values"))
                .withHint("Name one number at least."));
      }
    }
    problems.throwIfErrors();
    return Objects.requireNonNull(read, "whatever cannot be read is a problem");
  }

  private static Node replaced(Node base, Node over) {
    if (!(base instanceof Node.Mapping all) || !(over instanceof Node.Mapping some)) {
      return over;
    }
    Map<String, Node.Entry> entries = new LinkedHashMap<>(all.entries());
    entries.putAll(some.entries());
    return new Node.Mapping(over.place(), entries);
  }

  private static SourceText builtIn(String name) {
    try (InputStream in =
        Objects.requireNonNull(LimitsFile.class.getResourceAsStream(name), name)) {
      return new SourceText(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
