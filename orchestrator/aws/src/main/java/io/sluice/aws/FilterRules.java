package io.sluice.aws;

import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.MirrorRule;
import io.sluice.engine.blueprint.MirrorRule.Direction;
import io.sluice.engine.blueprint.PortRange;
import io.sluice.engine.resource.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a traffic mirror filter that a blueprint means. AWS takes the first rule that
 * matches, by number within a direction (TM-6: where none matches, nothing is mirrored), so rejects
 * are numbered from {@value #REJECT} and accepts from {@value #ACCEPT}: a new reject leaves the
 * accepts' numbers alone.
 */
final class FilterRules {
  static final int REJECT = 100;
  static final int ACCEPT = 1000;
  private static final int STEP = 10;
  private static final String ANYWHERE = "0.0.0.0/0";

  private FilterRules() {}

  /** Rejects, then accepts; two that accept everything where the blueprint accepts nothing. */
  static List<MirrorFilterRule> of(Mirror mirror, Ref filter) {
    List<MirrorFilterRule> rules = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      number(rules, filter, direction, "reject", REJECT, mirror.reject());
      number(
          rules,
          filter,
          direction,
          "accept",
          ACCEPT,
          mirror.accept().isEmpty() ? everything() : mirror.accept());
    }
    return rules;
  }

  /** The rule's logical id. */
  static String id(String direction, int number) {
    return direction + "-" + number;
  }

  private static List<MirrorRule> everything() {
    return List.of(
        new MirrorRule(Direction.INGRESS, null, null, null, null, null, null),
        new MirrorRule(Direction.EGRESS, null, null, null, null, null, null));
  }

  private static void number(
      List<MirrorFilterRule> into,
      Ref filter,
      Direction direction,
      String action,
      int first,
      List<MirrorRule> rules) {
    int number = first;
    for (MirrorRule rule : rules) {
      if (rule.direction() == direction) {
        boolean ingress = direction == Direction.INGRESS;
        into.add(
            new MirrorFilterRule(
                filter,
                direction.name().toLowerCase(Locale.ROOT),
                number,
                action,
                protocol(rule.protocol()),
                either(rule.sourcePorts(), ingress ? null : rule.ports()),
                either(rule.destinationPorts(), ingress ? rule.ports() : null),
                rule.sourceCidr() == null ? ANYWHERE : rule.sourceCidr(),
                rule.destinationCidr() == null ? ANYWHERE : rule.destinationCidr()));
        number += STEP;
      }
    }
  }

  private static @Nullable PortRange either(@Nullable PortRange said, @Nullable PortRange own) {
    return said == null ? own : said;
  }

  /** IANA's protocol numbers; 0 is AWS's word for any, which we say by leaving it out. */
  private static @Nullable Integer protocol(@Nullable String name) {
    return switch (name) {
      case null -> null;
      case "tcp" -> 6;
      case "udp" -> 17;
      case "icmp" -> 1;
      case "icmpv6" -> 58;
      case "0" -> null;
      default -> Integer.valueOf(name);
    };
  }
}
