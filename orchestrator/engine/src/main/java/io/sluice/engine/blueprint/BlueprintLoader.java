package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.problem.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blueprint and checks everything that can be known without a cloud: shape, units, ranges,
 * limits. All problems are told at once; only after a syntax error nothing more can be said.
 */
public final class BlueprintLoader {
  /** Names a file that replaces entries of the built-in limits of Azure. */
  public static final String AZURE_LIMITS_VARIABLE = "SLUICE_AZURE_LIMITS";

  /** Names a file that replaces entries of the built-in limits of AWS. */
  public static final String AWS_LIMITS_VARIABLE = "SLUICE_AWS_LIMITS";

  private static final int MOST_PROBLEMS = 50;

  private BlueprintLoader() {}

  /**
   * Reads a file of at most 1 MiB.
   *
   * @param environment a variable's value by its name, or null; {@code System::getenv}
   * @param filters says what is a filter
   * @throws ProblemException with every problem, in the order of the file
   */
  public static Loaded load(
      Path file, Function<String, @Nullable String> environment, FilterCheck filters) {
    return load(SourceText.read(file), environment, filters);
  }

  /** As the other, and takes any text for a filter. */
  public static Loaded load(Path file, Function<String, @Nullable String> environment) {
    return load(file, environment, FilterCheck.NONE);
  }

  /**
   * Reads text that is already at hand, such as a saved plan's.
   *
   * @param name stands for the file in every place
   * @throws ProblemException as {@link #load(Path, Function, FilterCheck)}
   */
  public static Loaded load(
      String name,
      String text,
      Function<String, @Nullable String> environment,
      FilterCheck filters) {
    return load(SourceText.of(name, text), environment, filters);
  }

  /** As the other, and takes any text for a filter. */
  public static Loaded load(
      String name, String text, Function<String, @Nullable String> environment) {
    return load(name, text, environment, FilterCheck.NONE);
  }

  private static Loaded load(
      SourceText source, Function<String, @Nullable String> environment, FilterCheck filters) {
    Problems problems = new Problems();
    Node root = YamlTree.read(source, problems);
    Binder binder = new Binder(problems, new Environment(environment, problems));
    Blueprint blueprint = binder.bind(root, Blueprint.class);
    BlueprintRules rules = new BlueprintRules(problems, source, filters);
    Consumer<Bound> cloud = cloud(root, problems, environment);
    for (Bound bound : binder.bound()) {
      rules.check(bound);
      cloud.accept(bound);
    }
    List<Problem> sorted = sorted(problems.all());
    if (blueprint == null || problems.hasErrors()) {
      throw new ProblemException(cut(sorted));
    }
    return new Loaded(blueprint, sorted, source.name(), source.text());
  }

  /**
   * By what stands there, since a section that does not bind still says which cloud is meant. Of a
   * blueprint for no cloud, or for two, nothing more can be said.
   */
  private static Consumer<Bound> cloud(
      Node root, Problems problems, Function<String, @Nullable String> environment) {
    boolean aws = root instanceof Node.Mapping mapping && mapping.entries().containsKey("aws");
    boolean azure = root instanceof Node.Mapping mapping && mapping.entries().containsKey("azure");
    if (aws == azure) {
      return bound -> {};
    }
    if (aws) {
      String file = environment.apply(AWS_LIMITS_VARIABLE);
      return new AwsRules(problems, LimitsFile.load(AwsLimits.class, "aws-limits.yaml", file))
          ::check;
    }
    String file = environment.apply(AZURE_LIMITS_VARIABLE);
    return new AzureRules(problems, LimitsFile.load(AzureLimits.class, "azure-limits.yaml", file))
        ::check;
  }

  private static List<Problem> sorted(List<Problem> problems) {
    return problems.stream()
        .sorted(
            Comparator.comparingInt(
                    (Problem each) -> each.where() == null ? 0 : each.where().line())
                .thenComparingInt(each -> each.where() == null ? 0 : each.where().column()))
        .toList();
  }

  private static List<Problem> cut(List<Problem> problems) {
    if (problems.size() <= MOST_PROBLEMS) {
      return problems;
    }
    List<Problem> errors = problems.stream().filter(Problem::isError).limit(MOST_PROBLEMS).toList();
    List<Problem> shown = new ArrayList<>(errors);
    shown.add(
        Problem.error(
            "blueprint.more",
            "There are %d problems more.".formatted(problems.size() - errors.size())));
    return shown;
  }
}
