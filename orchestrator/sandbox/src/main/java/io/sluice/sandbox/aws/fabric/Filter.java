package io.sluice.sandbox.aws.fabric;

import io.sluice.sandbox.aws.cloud.MirrorRule;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A traffic mirror filter: its rules are asked by number, and the first that matches decides. */
final class Filter {
  /** What a filter says of a packet. */
  enum Decision {
    ACCEPT,
    REJECT,
    NO_RULE
  }

  /** Matches no IPv4 address where it is an IPv6 block. */
  private record Block(boolean ipv4, int network, int mask) {
    private static Block of(String cidr) {
      if (cidr.contains(":")) {
        return new Block(false, 0, 0);
      }
      int slash = cidr.indexOf('/');
      int length = slash < 0 ? 32 : Integer.parseInt(cidr.substring(slash + 1));
      int mask = length == 0 ? 0 : -1 << (32 - length);
      return new Block(
          true, Addresses.of(slash < 0 ? cidr : cidr.substring(0, slash)) & mask, mask);
    }

    private boolean holds(int address) {
      return ipv4 && (address & mask) == network;
    }
  }

  private record Rule(MirrorRule rule, Block source, Block destination) {
    private boolean matches(Headers packet) {
      Integer protocol = rule.protocol();
      return (protocol == null || protocol == packet.protocol())
          && source.holds(packet.source())
          && destination.holds(packet.destination())
          && within(rule.sourcePorts(), packet.sourcePort())
          && within(rule.destinationPorts(), packet.destinationPort());
    }

    private static boolean within(MirrorRule.@Nullable Ports ports, int port) {
      return ports == null || (port >= ports.from() && port <= ports.to());
    }
  }

  private final List<Rule> ingress;
  private final List<Rule> egress;
  private final boolean amazonDns;

  Filter(List<MirrorRule> rules, boolean amazonDns) {
    this.ingress = compiled(rules, true);
    this.egress = compiled(rules, false);
    this.amazonDns = amazonDns;
  }

  private static List<Rule> compiled(List<MirrorRule> rules, boolean ingress) {
    return rules.stream()
        .filter(rule -> rule.ingress() == ingress)
        .sorted(Comparator.comparingInt(MirrorRule::number))
        .map(rule -> new Rule(rule, Block.of(rule.sourceCidr()), Block.of(rule.destinationCidr())))
        .toList();
  }

  /** Whether Amazon's DNS is mirrored, all of it, whatever the rules say. */
  boolean amazonDns() {
    return amazonDns;
  }

  /**
   * Decides.
   *
   * @param in true where the packet comes to the mirrored interface
   */
  Decision decide(boolean in, Headers packet) {
    for (Rule rule : in ? ingress : egress) {
      if (rule.matches(packet)) {
        return rule.rule().accept() ? Decision.ACCEPT : Decision.REJECT;
      }
    }
    return Decision.NO_RULE;
  }
}
