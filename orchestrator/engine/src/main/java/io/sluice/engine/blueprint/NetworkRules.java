package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;
import java.util.List;

/**
 * What must hold between the values of {@link Network}, which means another thing in each cloud.
 */
final class NetworkRules {
  private final Problems problems;

  NetworkRules(Problems problems) {
    this.problems = problems;
  }

  /** A subnet that exists, or a network and a subnet of our own. */
  void azure(Bound bound, Network network) {
    for (String key : List.of("vpc", "subnets")) {
      if (bound.has(key)) {
        error(
            "blueprint.cloud",
            "`network.%s` is of AWS, and this blueprint is for Azure.".formatted(key),
            bound.at(key),
            "In Azure write `addressSpace` and `subnet`, or `existing`.");
        return;
      }
    }
    boolean own = network.addressSpace() != null || network.subnet() != null;
    if (own == (network.existing() != null)) {
      error(
          "blueprint.network",
          own
              ? "`network` names an existing subnet and describes a new network as well."
              : "`network` says neither `existing` nor `addressSpace` and `subnet`.",
          own ? bound.at("existing") : bound.at(),
          "Write `existing: <subnet id>` alone, or `addressSpace` and `subnet`.");
      return;
    }
    if (own && (network.addressSpace() == null || network.subnet() == null)) {
      String absent = network.subnet() == null ? "subnet" : "addressSpace";
      error(
          "blueprint.network",
          "`network` needs the key `" + absent + "` too.",
          bound.at(),
          "A network of our own is described by addressSpace and subnet.");
    }
    if (network.addressSpace() != null) {
      aligned(bound, "addressSpace", Cidr.of(network.addressSpace()));
    }
    if (network.subnet() != null) {
      aligned(bound, "subnet", Cidr.of(network.subnet()));
    }
    if (network.addressSpace() != null
        && network.subnet() != null
        && !Cidr.of(network.addressSpace()).contains(Cidr.of(network.subnet()))) {
      error(
          "blueprint.network",
          "The subnet %s is not inside the address space %s."
              .formatted(network.subnet(), network.addressSpace()),
          bound.at("subnet"),
          "Choose a range inside the address space.");
    }
  }

  /** That no bit is set behind the prefix. */
  void aligned(Bound bound, String key, Cidr range) {
    if (range.aligned().network() != range.network()) {
      error(
          "blueprint.network",
          "`%s.%s` is %s, which has bits set behind its prefix."
              .formatted(bound.path(), key, range),
          bound.at(key),
          "Did you mean `" + range.aligned() + "`?");
    }
  }

  /** A VPC and subnets that exist, or a VPC and subnets of our own. */
  void aws(Bound bound, Network network, AwsLimits limits) {
    for (String key : List.of("subnet", "existing")) {
      if (bound.has(key)) {
        error(
            "blueprint.cloud",
            "`network.%s` is of Azure, and this blueprint is for AWS.".formatted(key),
            bound.at(key),
            "In AWS write `vpc` and `subnets`.");
        return;
      }
    }
    List<String> subnets = network.subnets();
    boolean own = network.addressSpace() != null;
    if (own == (network.vpc() != null)) {
      error(
          "blueprint.network",
          own
              ? "`network` names an existing VPC and describes a new one as well."
              : "`network` says neither `vpc` nor `addressSpace`.",
          own ? bound.at("vpc") : bound.at(),
          "Write `vpc` and `subnets` with their ids, or `addressSpace` and `subnets` with ranges.");
      return;
    }
    if (subnets == null || subnets.isEmpty()) {
      error(
          "blueprint.network",
          "`network.subnets` names no subnet.",
          bound.at("subnets"),
          "Name one for each zone that the fleet shall be in.");
      return;
    }
    for (int i = 0; i < subnets.size(); i++) {
      String subnet = subnets.get(i);
      Place place = bound.at("subnets", i);
      if (subnets.indexOf(subnet) < i) {
        error(
            "blueprint.duplicate",
            "`network.subnets` names %s twice.".formatted(subnet),
            place,
            "Keep one of the two.");
      } else if (subnet.startsWith("subnet-") == own) {
        error(
            "blueprint.network",
            own
                ? "%s is the id of a subnet that exists, and the VPC is a new one."
                    .formatted(Says.quote(subnet))
                : "%s is a range, and the subnets of an existing VPC are named by their ids."
                    .formatted(Says.quote(subnet)),
            place,
            own ? "Write a range inside addressSpace." : "Write ids such as `subnet-0a1b2c3d`.");
      } else if (own) {
        range(bound, subnets, i, Cidr.of(String.valueOf(network.addressSpace())), limits);
      }
    }
    if (own) {
      aligned(bound, "addressSpace", Cidr.of(String.valueOf(network.addressSpace())));
    }
  }

  private void range(Bound bound, List<String> subnets, int i, Cidr space, AwsLimits limits) {
    Cidr subnet = Cidr.of(subnets.get(i));
    Place place = bound.at("subnets", i);
    Limit prefixes = limits.subnetPrefixes();
    if (subnet.aligned().network() != subnet.network()) {
      error(
          "blueprint.network",
          "The subnet %s has bits set behind its prefix.".formatted(subnet),
          place,
          "Did you mean `" + subnet.aligned() + "`?");
    } else if (subnet.prefix() < prefixes.first() || subnet.prefix() > prefixes.last()) {
      error(
          prefixes.check(),
          "AWS takes subnets from /%d to /%d, and this one is /%d."
              .formatted(prefixes.first(), prefixes.last(), subnet.prefix()),
          place,
          "A /24 suits most fleets.");
    } else if (!space.contains(subnet)) {
      error(
          "blueprint.network",
          "The subnet %s is not inside the address space %s.".formatted(subnet, space),
          place,
          "Choose a range inside the address space.");
    }
    for (int j = 0; j < i; j++) {
      Cidr other = Cidr.of(subnets.get(j));
      if (other.contains(subnet) || subnet.contains(other)) {
        error(
            "blueprint.network",
            "The subnets %s and %s overlap.".formatted(other, subnet),
            place,
            "Give each a range of its own.");
      }
    }
  }

  private void error(String code, String summary, Place place, String hint) {
    problems.add(Problem.error(code, summary).at(place).withHint(hint));
  }
}
