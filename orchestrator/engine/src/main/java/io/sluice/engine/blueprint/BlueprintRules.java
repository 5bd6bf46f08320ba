package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold between the values of a blueprint, in whichever cloud. */
final class BlueprintRules {
  private final Problems problems;
  private final PipelineRules pipelines;

  BlueprintRules(Problems problems, SourceText source, FilterCheck filters) {
    this.problems = problems;
    this.pipelines = new PipelineRules(problems, source, filters);
  }

  /** Judges what this one record says; the root is judged for what holds between its parts. */
  void check(Bound bound) {
    switch (bound.value()) {
      case Scale scale -> scale(bound, scale);
      case Source.PublicLoadBalancer balancer -> balancer(bound, balancer);
      case FlowRecords flows -> flows(bound, flows);
      case Blueprint blueprint -> blueprint(bound, blueprint);
      default -> pipelines.check(bound);
    }
  }

  private void scale(Bound bound, Scale scale) {
    if (scale.min() > scale.max()) {
      error(
          "blueprint.scale",
          "`%s.min` is %d, above `max`, which is %d."
              .formatted(bound.path(), scale.min(), scale.max()),
          bound.at("min"),
          "Make min no larger than max.");
    }
  }

  private void balancer(Bound bound, Source.PublicLoadBalancer balancer) {
    unique(bound, "ports", balancer.ports());
    unique(bound, "backends", balancer.backends());
  }

  private void flows(Bound bound, FlowRecords flows) {
    if (flows.interval().compareTo(FlowRecords.SHORTEST) < 0
        || flows.interval().compareTo(FlowRecords.LONGEST) > 0
        || flows.interval().toMillis() % 1_000 != 0) {
      error(
          "blueprint.range",
          "`%s.interval` must be whole seconds from 10s to 1h, but it is %s."
              .formatted(bound.path(), Durations.text(flows.interval())),
          bound.at("interval"),
          "One minute shows long flows soon enough for most.");
    }
    if (flows.ipfix().size() > FlowRecords.MOST_COLLECTORS) {
      error(
          "blueprint.range",
          "`%s.ipfix` names %d collectors, and %d is the most."
              .formatted(bound.path(), flows.ipfix().size(), FlowRecords.MOST_COLLECTORS),
          bound.at("ipfix"),
          "Let one collector tell the others: each gets every record of every appliance.");
    }
    different(bound, "ipfix", flows.ipfix());
    for (int i = 0; i < flows.ipfix().size(); i++) {
      URI collector = uri(flows.ipfix().get(i));
      if (collector == null || collector.getHost() == null) {
        error(
            "blueprint.form",
            "The host of `%s.ipfix[%d]` is neither an address nor a name: %s."
                .formatted(bound.path(), i, Says.quote(flows.ipfix().get(i))),
            bound.at("ipfix", i),
            "An IPv6 address stands in brackets: `udp://[fd00::9]:4739`.");
        continue;
      }
      int port = collector.getPort();
      if (port == 0 || port > 65_535) {
        error(
            "blueprint.range",
            "The port of `%s.ipfix[%d]` must be from 1 to 65535, but it is %d."
                .formatted(bound.path(), i, port),
            bound.at("ipfix", i),
            "4739 is IPFIX's own.");
      }
    }
  }

  private static @Nullable URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void unique(Bound bound, String key, List<?> values) {
    if (values.isEmpty()) {
      error(
          "blueprint.empty",
          "`%s.%s` is an empty list.".formatted(bound.path(), key),
          bound.at(key),
          "Name one at least.");
    }
    different(bound, key, values);
  }

  private void different(Bound bound, String key, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.indexOf(values.get(i)) < i) {
        error(
            "blueprint.duplicate",
            "`%s.%s` names %s twice.".formatted(bound.path(), key, values.get(i)),
            bound.at(key, i),
            "Keep one of the two.");
      }
    }
  }

  private void blueprint(Bound bound, Blueprint blueprint) {
    if ((blueprint.azure() == null) == (blueprint.aws() == null)) {
      error(
          "blueprint.cloud",
          blueprint.aws() == null
              ? "The blueprint names no cloud."
              : "The blueprint names two clouds.",
          bound.at(),
          "Write exactly one of the keys `azure` and `aws`.");
      return;
    }
    if (blueprint.sources().isEmpty()) {
      problems.add(
          Problem.warning("blueprint.sources", "No source is named, so the fleet sees no packet.")
              .at(bound.at("sources"))
              .withHint("Name a public load balancer, a frontend or a public IP."));
    }
    Map<Object, Integer> seen = new HashMap<>();
    for (int i = 0; i < blueprint.sources().size(); i++) {
      Source source = blueprint.sources().get(i);
      Place place = bound.at("sources", i, key(source));
      Integer earlier = seen.putIfAbsent(same(source), i);
      if (earlier != null) {
        error(
            "blueprint.duplicate",
            "`sources[%d]` names the same as `sources[%d]`.".formatted(i, earlier),
            place,
            "Keep one of the two.");
      }
      if (source instanceof Source.PublicLoadBalancer balancer) {
        backends(bound, blueprint.network(), balancer, i);
      }
    }
    new OwnTunnelRules(problems).check(bound, blueprint);
  }

  /** The key that says which kind of source it is. */
  static String key(Source source) {
    return source.getClass().getRecordComponents()[0].getName();
  }

  /** Equal for sources that mean one thing; Azure's ids ignore case. */
  private static Object same(Source source) {
    return switch (source) {
      case Source.PublicLoadBalancer it -> List.of("balancer", it.publicLoadBalancer());
      case Source.Frontend it -> List.of("frontend", it.frontend().toLowerCase(Locale.ROOT));
      case Source.PublicIp it -> List.of("publicIp", it.publicIp().toLowerCase(Locale.ROOT));
      case Source.Instances it -> it;
      case Source.Interfaces it -> it;
      case Source.Subnets it -> it;
    };
  }

  private void backends(
      Bound bound, Network network, Source.PublicLoadBalancer balancer, int index) {
    if (network.addressSpace() == null || balancer.backendNetwork() != null) {
      return;
    }
    Cidr space = Cidr.of(network.addressSpace());
    for (int i = 0; i < balancer.backends().size(); i++) {
      String backend = balancer.backends().get(i);
      if (!space.contains(Cidr.address(backend))) {
        problems.add(
            Problem.warning(
                    "blueprint.backends",
                    "The backend %s is outside the address space %s, and no `backendNetwork` is"
                            .formatted(backend, space)
                        + " named.")
                .at(bound.at("sources", index, "backends", i))
                .withHint("Name the virtual network that it is in as `backendNetwork`."));
      }
    }
  }

  private void error(String code, String summary, Place place, String hint) {
    problems.add(Problem.error(code, summary).at(place).withHint(hint));
  }
}
