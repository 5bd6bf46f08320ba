package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.Problems;

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

  private void aligned(Bound bound, String key, Cidr range) {
    if (range.aligned().network() != range.network()) {
      error(
          "blueprint.network",
          "`network.%s` is %s, which has bits set behind its prefix.".formatted(key, range),
          bound.at(key),
          "Did you mean `" + range.aligned() + "`?");
    }
  }

  private void error(String code, String summary, Place place, String hint) {
    problems.add(Problem.error(code, summary).at(place).withHint(hint));
  }
}
