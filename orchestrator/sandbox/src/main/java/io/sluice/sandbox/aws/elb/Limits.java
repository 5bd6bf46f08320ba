package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The account's quotas of a region, as they are by default.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html">
 *     Quotas for Network Load Balancers</a> and <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/quotas-limits.html">for
 *     Gateway Load Balancers</a>
 */
final class Limits {
  static final int NETWORK_BALANCERS = 50;
  static final int GATEWAY_BALANCERS = 100;
  static final int GATEWAYS_PER_VPC = 100;
  static final int LISTENERS = 50;
  static final int TARGET_GROUPS = 3000;
  static final int GENEVE_TARGET_GROUPS = 100;
  static final int TARGETS_PER_ZONE = 500;
  static final int GENEVE_TARGETS_PER_ZONE = 300;
  static final int TARGETS_PER_BALANCER = 3000;

  private static final Map<String, Integer> ALL =
      new TreeMap<>(
          Map.of(
              "network-load-balancers", NETWORK_BALANCERS,
              "gateway-load-balancers", GATEWAY_BALANCERS,
              "gateway-load-balancers-per-vpc", GATEWAYS_PER_VPC,
              "listeners-per-network-load-balancer", LISTENERS,
              "target-groups", TARGET_GROUPS,
              "geneve-target-groups", GENEVE_TARGET_GROUPS,
              "targets-per-availability-zone-per-network-load-balancer", TARGETS_PER_ZONE,
              "targets-per-availability-zone-per-gateway-load-balancer", GENEVE_TARGETS_PER_ZONE,
              "targets-per-network-load-balancer", TARGETS_PER_BALANCER,
              "target-groups-per-action-on-network-load-balancer", 1));

  private Limits() {}

  /** Refuses one more where there are {@code most} of them. */
  static void check(long there, int most, String code, String what) {
    if (there >= most) {
      throw AwsException.badRequest(
          code, "The maximum number of %s, %d, has been reached".formatted(what, most));
    }
  }

  static void describe(Params in, Xml out) {
    Pages.write(
        in,
        out,
        "Limits",
        List.copyOf(ALL.entrySet()),
        Map.Entry::getKey,
        (xml, each) -> xml.add("Name", each.getKey()).add("Max", each.getValue()));
  }
}
