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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Azure's limits, from the dated file {@code azure-limits.yaml} beside this class. */
record AzureLimits(
    @Setting("Tunnel ports that Azure refuses.") Limit reservedTunnelPorts,
    @Setting("First and last network identifier that is known to work.") Limit usualVni,
    @Setting("Frontends and addresses that one gateway can be chained to.") Limit linksPerGateway,
    @Setting("Ports that an HTTP probe may not use.") Limit forbiddenProbePorts,
    @Setting("Shortest time between two probes.") Limit probeIntervalSeconds,
    @Setting("Machines in a scale set.") Limit machinesPerScaleSet,
    @Setting("Addresses of a subnet that Azure keeps.") Limit addressesReservedPerSubnet,
    @Setting("Shortest and longest prefix of a subnet.") Limit subnetPrefixes,
    @Setting("Shortest and longest time between two scalings.") Limit cooldownMinutes) {

  /**
   * One limit.
   *
   * @param check the code of a problem with it
   * @param date when the source said so
   */
  record Limit(
      @Setting("The check's id.") String check,
      @Setting(value = "The limit: one number, first and last, or a set.", min = 0)
          List<Integer> values,
      @Setting(
              value = "When the source said so.",
              pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}",
              form = "a date in quotes such as \"2026-06-30\"")
          String date,
      @Setting("Who said so.") String source) {
    int first() {
      return values.getFirst();
    }

    int last() {
      return values.getLast();
    }
  }

  /**
   * The built-in limits, with the entries of a file in the place of their namesakes.
   *
   * @param file or null
   * @throws ProblemException when that file is no such file
   */
  static AzureLimits load(@Nullable String file) {
    return file == null || file.isEmpty() ? BuiltIn.LIMITS : read(file);
  }

  /** Read once, on first use. */
  private static final class BuiltIn {
    static final AzureLimits LIMITS = read(null);
  }

  private static AzureLimits read(@Nullable String file) {
    Problems problems = new Problems();
    Node limits = YamlTree.read(builtIn(), problems);
    if (file != null) {
      limits = replaced(limits, YamlTree.read(SourceText.read(Path.of(file)), problems));
    }
    Binder binder = new Binder(problems, new Environment(name -> null, problems));
    AzureLimits read = binder.bind(limits, AzureLimits.class);
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

  private static SourceText builtIn() {
    String name = "azure-limits.yaml";
    try (InputStream in =
        Objects.requireNonNull(AzureLimits.class.getResourceAsStream(name), name)) {
      return new SourceText(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
