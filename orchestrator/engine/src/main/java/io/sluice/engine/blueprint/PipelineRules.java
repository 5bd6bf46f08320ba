package io.sluice.engine.blueprint;

import io.sluice.engine.blueprint.FilterCheck.Finding;
import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold in a pipeline but for its flow records, in whichever cloud. */
final class PipelineRules {
  private final Problems problems;
  private final SourceText source;
  private final FilterCheck filters;

  PipelineRules(Problems problems, SourceText source, FilterCheck filters) {
    this.problems = problems;
    this.source = source;
    this.filters = filters;
  }

  /** Judges what this one record says. */
  void check(Bound bound) {
    switch (bound.value()) {
      case Deduplicate deduplicate ->
          within(
              bound,
              "window",
              deduplicate.window(),
              Deduplicate.SHORTEST,
              Deduplicate.LONGEST,
              "50ms is more than a network takes between two places where it mirrors.");
      case Capture capture -> filter(bound, capture.filter());
      case Keep keep -> keep(bound, keep);
      case ToolHealth health -> health(bound, health);
      case Tool tool -> tool(bound, tool);
      case Pipeline pipeline -> pipeline(bound, pipeline);
      default -> {}
    }
  }

  private void within(
      Bound bound, String key, Duration value, Duration least, Duration most, String hint) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      error(
          "blueprint.range",
          "`%s.%s` must be from %s to %s, but it is %s."
              .formatted(
                  bound.path(),
                  key,
                  Durations.text(least),
                  Durations.text(most),
                  Durations.text(value)),
          bound.at(key),
          hint);
    }
  }

  private void filter(Bound bound, @Nullable String filter) {
    if (filter == null) {
      return;
    }
    Finding finding = filters.check(filter);
    if (finding != null) {
      problems.add(
          Problem.error(
                  "blueprint.filter",
                  "`%s.filter` is no filter: %s.".formatted(bound.path(), finding.reason()))
              .at(source.inside(bound.at("filter"), filter, finding.offset()))
              .withDetail(finding.caret())
              .withHint(
                  "Filters are written as for tcpdump (pcap-filter(7)), with `vni N` and `inner"
                      + " ...` besides."));
    }
  }

  private void keep(Bound bound, Keep keep) {
    if (keep.size().bytes() < Keep.SMALLEST.bytes()) {
      error(
          "blueprint.range",
          "`%s.size` must be %s or more, which is two segments, but it is %s."
              .formatted(bound.path(), Keep.SMALLEST, keep.size()),
          bound.at("size"),
          "One segment is written while another can be searched.");
    }
    within(
        bound,
        "age",
        keep.age(),
        Keep.SHORTEST,
        Durations.LONGEST,
        "What must last longer can be offloaded: `offload: true`.");
    if (keep.age().toMillis() % 1_000 != 0) {
      error(
          "blueprint.range",
          "`%s.age` must be whole seconds, but it is %s."
              .formatted(bound.path(), Durations.text(keep.age())),
          bound.at("age"),
          "Write it in seconds, minutes or hours.");
    }
  }

  private void health(Bound bound, ToolHealth health) {
    within(
        bound,
        "interval",
        health.interval(),
        ToolHealth.SHORTEST,
        ToolHealth.LONGEST,
        "A target that fails is noticed after interval times failAfter.");
    if (health instanceof ToolHealth.Ping ping && !ping.ping()) {
      error(
          "blueprint.range",
          "`%s.ping` is false, which asks a target nothing.".formatted(bound.path()),
          bound.at("ping"),
          "Write `ping: true`, or `tcp: PORT`, or take `health` out.");
    }
  }

  private void tool(Bound bound, Tool tool) {
    filter(bound, tool.filter());
    boolean none = tool.balance().isEmpty() && tool.replicate().isEmpty();
    if (none && !bound.meant("balance", "replicate")) {
      error(
          "blueprint.targets",
          "The tool `%s` has no target.".formatted(tool.name()),
          bound.at(),
          "Name its targets as `replicate: [...]`, or as `balance: [...]` to share the flows.");
    } else if (!tool.balance().isEmpty() && !tool.replicate().isEmpty()) {
      error(
          "blueprint.targets",
          "The tool `%s` both balances and replicates.".formatted(tool.name()),
          bound.at("replicate"),
          "Keep one of the two; a second tool with the same filter can do the other.");
    }
    targets(bound, "balance", tool.balance());
    targets(bound, "replicate", tool.replicate());
    twice(bound, "mask", tool.mask());
    twice(bound, "strip", tool.strip());
    if (tool.rate() != null && tool.rate().bitsPerSecond() < Tool.SLOWEST.bitsPerSecond()) {
      error(
          "blueprint.range",
          "`%s.rate` must be %s or more, but it is %s."
              .formatted(bound.path(), Tool.SLOWEST, tool.rate()),
          bound.at("rate"),
          "A slower one would never let a whole packet through.");
    }
  }

  private void targets(Bound bound, String key, List<String> targets) {
    if (targets.size() > Tool.MOST_TARGETS) {
      error(
          "blueprint.range",
          "`%s.%s` names %d targets, and %d is the most."
              .formatted(bound.path(), key, targets.size(), Tool.MOST_TARGETS),
          bound.at(key),
          "Put a load balancer before them, and name that.");
    }
    Map<Target, Integer> seen = new HashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      Target target = Target.of(targets.get(i));
      String path = "%s.%s[%d]".formatted(bound.path(), key, i);
      Place place = bound.at(key, i);
      if (target == null) {
        error(
            "blueprint.form",
            "The host of `%s` is neither an address nor a name: %s."
                .formatted(path, Says.quote(targets.get(i))),
            place,
            "An IPv6 address stands in brackets: `vxlan://[fd00::9]:4789?vni=77`.");
        continue;
      }
      target(path, place, target);
      Integer earlier = seen.putIfAbsent(target, i);
      if (earlier != null) {
        error(
            "blueprint.duplicate",
            "`%s` is the same target as `%s.%s[%d]`.".formatted(path, bound.path(), key, earlier),
            place,
            "Keep one of the two.");
      }
    }
  }

  private void target(String path, Place place, Target target) {
    if (target.isUdp() && (target.port() < 1 || target.port() > 65_535)) {
      error(
          "blueprint.range",
          "The port of `%s` must be from 1 to 65535, but it is %d.".formatted(path, target.port()),
          place,
          "4789 is VXLAN's own and 6081 is GENEVE's.");
    }
    if (target.id() > target.largestId()) {
      error(
          "blueprint.range",
          "The %s of `%s` must be from 0 to %d, but it is %d."
              .formatted(target.idName(), path, target.largestId(), target.id()),
          place,
          "It must be the one that the tool expects.");
    }
  }

  private void twice(Bound bound, String key, List<? extends Enum<?>> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.indexOf(values.get(i)) < i) {
        error(
            "blueprint.duplicate",
            "`%s.%s` names `%s` twice."
                .formatted(bound.path(), key, Scalars.spelled(values.get(i))),
            bound.at(key, i),
            "Keep one of the two.");
      }
    }
  }

  private void pipeline(Bound bound, Pipeline pipeline) {
    List<Tool> tools = pipeline.tools();
    if (tools.size() > Pipeline.MOST_TOOLS) {
      error(
          "blueprint.range",
          "`%s.tools` names %d tools, and %d is the most."
              .formatted(bound.path(), tools.size(), Pipeline.MOST_TOOLS),
          bound.at("tools"),
          "Each has memory of its own on every appliance; tools that want the same can be targets"
              + " of one.");
    }
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < tools.size(); i++) {
      Integer earlier = names.putIfAbsent(tools.get(i).name(), i);
      if (earlier != null) {
        error(
            "blueprint.duplicate",
            "`%s.tools[%d]` has the name of `%s.tools[%d]`, which is `%s`."
                .formatted(bound.path(), i, bound.path(), earlier, tools.get(i).name()),
            bound.at("tools", i, "name"),
            "Counters and status tell tools by their names: give it one of its own.");
      }
    }
  }

  private void error(String code, String summary, Place place, String hint) {
    problems.add(Problem.error(code, summary).at(place).withHint(hint));
  }
}
