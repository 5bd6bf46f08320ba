package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What AWS will refuse, or swallow silently, as far as a blueprint alone tells. Codes are the ids
 * of the cloud facts that the limits file names.
 */
final class AwsRules {
  private static final Pattern SIZE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z0-9-]+");

  /** A {@code g} among the letters behind the generation's number: Graviton, arm64. */
  private static final Pattern GRAVITON = Pattern.compile("[a-z]+[0-9]+[a-z]*g[a-z]*(?:-.*)?\\..*");

  private final Problems problems;
  private final AwsLimits limits;

  AwsRules(Problems problems, AwsLimits limits) {
    this.problems = problems;
    this.limits = limits;
  }

  /** Judges what this one record says; the root is judged for what holds between its parts. */
  void check(Bound bound) {
    switch (bound.value()) {
      case Network network -> new NetworkRules(problems).aws(bound, network, limits);
      case Mirror mirror -> mirror(bound, mirror);
      case MirrorRule rule -> rule(bound, rule);
      case InstanceSelector selector -> selector(bound, selector);
      case Appliances appliances -> size(bound, appliances.size());
      case Blueprint blueprint -> blueprint(bound, blueprint);
      default -> {}
    }
  }

  private void mirror(Bound bound, Mirror mirror) {
    List<MirrorRule> rules = new ArrayList<>(mirror.accept());
    rules.addAll(mirror.reject());
    Limit most = limits.rulesPerMirrorFilter();
    if (rules.size() > most.first()) {
      error(
          most.check(),
          "A traffic mirror filter has at most %d rules, and these are %d."
              .formatted(most.first(), rules.size()),
          bound.at("accept"),
          "Join rules, such as neighbouring ports as `8000-8080`; AWS does not raise this limit.");
    }
    if (!mirror.accept().isEmpty()) {
      oneWay(bound, mirror, MirrorRule.Direction.EGRESS, "egress", "leaves");
      oneWay(bound, mirror, MirrorRule.Direction.INGRESS, "ingress", "comes to");
    }
    Integer length = mirror.packetLength();
    Limit gateway = limits.gatewayPacketLength();
    if (mirror.target() == MirrorTarget.GATEWAY_LOAD_BALANCER
        && length != null
        && length > gateway.first()) {
      warning(
          gateway.check(),
          "A gateway load balancer's endpoint cuts mirrored packets to %d bytes, and `packetLength`"
                  .formatted(gateway.first())
              + " is "
              + length
              + ".",
          bound.at("packetLength"),
          "Lower it, or mirror to a networkLoadBalancer.");
    }
    probe(bound, mirror.probe());
  }

  private void oneWay(
      Bound bound, Mirror mirror, MirrorRule.Direction direction, String name, String verb) {
    if (mirror.accept().stream().noneMatch(rule -> rule.direction() == direction)) {
      warning(
          "TM-6",
          "No rule accepts %s, so nothing that %s a source is mirrored.".formatted(name, verb),
          bound.at("accept"),
          "Add `{direction: %s}`, unless one direction is all you want.".formatted(name));
    }
  }

  private void probe(Bound bound, Probe probe) {
    Limit interval = limits.healthCheckIntervalSeconds();
    long seconds = probe.interval().toSeconds();
    if (seconds < interval.first()
        || seconds > interval.last()
        || !probe.interval().equals(Duration.ofSeconds(seconds))) {
      error(
          interval.check(),
          "The probe interval %s is not whole seconds from %ds to %ds."
              .formatted(Durations.text(probe.interval()), interval.first(), interval.last()),
          bound.at("probe", "interval"),
          "Write `10s`, which is AWS's own default.");
    }
    Limit threshold = limits.unhealthyThreshold();
    if (probe.failAfter() < threshold.first() || probe.failAfter() > threshold.last()) {
      error(
          threshold.check(),
          "AWS takes an appliance out after %d to %d failed probes, and `failAfter` is %d."
              .formatted(threshold.first(), threshold.last(), probe.failAfter()),
          bound.at("probe", "failAfter"),
          "Write `2` for the quickest.");
    }
  }

  private void rule(Bound bound, MirrorRule rule) {
    boolean portless =
        rule.ports() == null && rule.sourcePorts() == null && rule.destinationPorts() == null;
    boolean ported =
        List.of("tcp", "udp", "6", "17").contains(rule.protocol() == null ? "" : rule.protocol());
    if (!portless && !ported) {
      error(
          "TM-2",
          "`%s` names ports without `protocol: tcp` or `protocol: udp`.".formatted(bound.path()),
          bound.at(),
          "AWS filters by ports within TCP and UDP only.");
    }
    if (rule.ports() != null && (rule.sourcePorts() != null || rule.destinationPorts() != null)) {
      error(
          "blueprint.mirror",
          "`%s` names `ports` and source or destination ports as well.".formatted(bound.path()),
          bound.at("ports"),
          "Write `ports` for the mirrored side alone, or the other two.");
    }
    aligned(bound, "sourceCidr", rule.sourceCidr());
    aligned(bound, "destinationCidr", rule.destinationCidr());
  }

  private void aligned(Bound bound, String key, @Nullable String cidr) {
    if (cidr != null) {
      new NetworkRules(problems).aligned(bound, key, Cidr.of(cidr));
    }
  }

  private void selector(Bound bound, InstanceSelector selector) {
    if (selector.tags().isEmpty() && selector.ids().isEmpty()) {
      error(
          "blueprint.empty",
          "`%s` names neither `tags` nor `ids`.".formatted(bound.path()),
          bound.at(),
          "Write `tags: {tier: web}`, say; to mirror a whole subnet, name it as `subnets`.");
    }
    if (selector.except() != null && selector.except().tags().isEmpty()) {
      error(
          "blueprint.empty",
          "`%s.except.tags` is empty, which every instance matches.".formatted(bound.path()),
          bound.at("except"),
          "Name a tag, or take `except` out.");
    }
  }

  private void size(Bound bound, String size) {
    if (!SIZE.matcher(size).matches()) {
      error(
          "aws.size",
          Says.quote(size) + " is not an EC2 instance type.",
          bound.at("size"),
          "It looks like `c6in.xlarge`.");
    } else if (GRAVITON.matcher(size).matches()) {
      error(
          "aws.architecture",
          "%s is a Graviton (arm64) type, and the appliance's bundle is built for x86-64."
              .formatted(Says.quote(size)),
          bound.at("size"),
          "Take an Intel or AMD type of the same family, such as `c6in.xlarge`.");
    }
  }

  private void blueprint(Bound bound, Blueprint blueprint) {
    if (blueprint.mirror() == null) {
      error(
          "blueprint.missing-key",
          "The blueprint needs the key `mirror`.",
          bound.at(),
          "It says how packets are mirrored into the fleet.");
    }
    if (bound.has("gateway")) {
      error(
          "blueprint.cloud",
          "`gateway` is of Azure, and this blueprint is for AWS.",
          bound.at("gateway"),
          "Write `mirror` with `target: gatewayLoadBalancer` if that is what you mean.");
    }
    for (int i = 0; i < blueprint.sources().size(); i++) {
      String key = BlueprintRules.key(blueprint.sources().get(i));
      switch (blueprint.sources().get(i)) {
        case Source.PublicLoadBalancer it -> elsewhere(bound, i, key);
        case Source.Frontend it -> elsewhere(bound, i, key);
        case Source.PublicIp it -> elsewhere(bound, i, key);
        case Source.Instances it -> {}
        case Source.Interfaces it -> {}
        case Source.Subnets it -> {}
      }
    }
    fleet(bound, blueprint);
  }

  private void elsewhere(Bound bound, int index, String key) {
    error(
        "blueprint.cloud",
        "`sources[%d]` is a `%s` of Azure, and this blueprint is for AWS.".formatted(index, key),
        bound.at("sources", index, key),
        "In AWS sources are `instances`, `interfaces` and `subnets`.");
  }

  private void fleet(Bound bound, Blueprint blueprint) {
    List<String> subnets = blueprint.network().subnets();
    Mirror mirror = blueprint.mirror();
    Scale scale = blueprint.appliances().scale();
    Limit most = limits.targetsPerZone();
    if (scale.max() > most.first()) {
      error(
          most.check(),
          "A target group takes %d appliances, and `max` is %d."
              .formatted(most.first(), scale.max()),
          bound.at("appliances", "scale", "max"),
          "Lower max, or use larger instances.");
    }
    if (mirror != null && subnets != null && !mirror.crossZone() && scale.min() < subnets.size()) {
      warning(
          "TM-15",
          "Packets stay in their zone, and %d appliances cannot be in each of %d zones."
              .formatted(scale.min(), subnets.size()),
          bound.at("mirror", "crossZone"),
          "Raise scale.min to the number of subnets, or leave `crossZone` at true.");
    }
  }

  private void error(String code, String summary, Place place, String hint) {
    problems.add(Problem.error(code, summary).at(place).withHint(hint));
  }

  private void warning(String code, String summary, Place place, String hint) {
    problems.add(Problem.warning(code, summary).at(place).withHint(hint));
  }
}
