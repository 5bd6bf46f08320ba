package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.blueprint.Mirror;
import io.sluice.engine.blueprint.MirrorRule;
import io.sluice.engine.blueprint.MirrorRule.Direction;
import io.sluice.engine.blueprint.MirrorTarget;
import io.sluice.engine.blueprint.PortRange;
import io.sluice.engine.blueprint.Probe;
import io.sluice.engine.resource.Ref;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterRulesTest {
  private static final Ref FILTER = Ref.own(MirrorFilter.TYPE, "mirror");
  private static final PortRange HTTPS = new PortRange(443, 443);

  private static List<MirrorFilterRule> rules(List<MirrorRule> accept, List<MirrorRule> reject) {
    return FilterRules.of(
        new Mirror(
            MirrorTarget.NETWORK_LOAD_BALANCER,
            4021,
            accept,
            reject,
            false,
            null,
            true,
            new Probe(Duration.ofSeconds(10), 2, 8080)),
        FILTER);
  }

  private static MirrorFilterRule rule(
      String direction, int number, String action, Integer protocol, PortRange from, PortRange to) {
    return new MirrorFilterRule(
        FILTER, direction, number, action, protocol, from, to, "0.0.0.0/0", "0.0.0.0/0");
  }

  @Test
  void withoutRulesEveryPacketIsMirroredBothWays() {
    assertThat(rules(List.of(), List.of()))
        .containsExactly(
            rule("ingress", 1000, "accept", null, null, null),
            rule("egress", 1000, "accept", null, null, null));
  }

  @Test
  void portsAreThoseOfTheMirroredInterfacesOwnSide() {
    assertThat(
            rules(
                List.of(
                    new MirrorRule(Direction.INGRESS, "tcp", HTTPS, null, null, null, null),
                    new MirrorRule(Direction.EGRESS, "tcp", HTTPS, null, null, null, null)),
                List.of()))
        .containsExactly(
            rule("ingress", 1000, "accept", 6, null, HTTPS),
            rule("egress", 1000, "accept", 6, HTTPS, null));
  }

  @Test
  void rejectsComeFirstAndANewOneLeavesTheNumbersOfAcceptsAlone() {
    MirrorRule udp = new MirrorRule(Direction.INGRESS, "udp", null, null, null, null, null);
    MirrorRule ssh =
        new MirrorRule(
            Direction.INGRESS, "6", null, null, new PortRange(22, 22), "10.0.0.0/8", null);

    assertThat(rules(List.of(udp), List.of(ssh, udp)))
        .extracting(one -> one.number() + " " + one.action() + " " + one.protocol())
        .containsExactly("100 reject 6", "110 reject 17", "1000 accept 17");
    assertThat(rules(List.of(udp), List.of(ssh)).getFirst().sourceCidr()).isEqualTo("10.0.0.0/8");
  }

  @Test
  void rejectsAloneLeaveTheRestAccepted() {
    MirrorRule ssh =
        new MirrorRule(Direction.EGRESS, "tcp", new PortRange(22, 22), null, null, null, null);

    assertThat(rules(List.of(), List.of(ssh)))
        .extracting(one -> one.direction() + "-" + one.number() + " " + one.action())
        .containsExactly("ingress-1000 accept", "egress-100 reject", "egress-1000 accept");
  }

  @Test
  void anOnlyDirectionStaysTheOnlyOne() {
    MirrorRule in = new MirrorRule(Direction.INGRESS, "icmp", null, null, null, null, null);

    assertThat(rules(List.of(in), List.of()))
        .containsExactly(rule("ingress", 1000, "accept", 1, null, null));
  }
}
