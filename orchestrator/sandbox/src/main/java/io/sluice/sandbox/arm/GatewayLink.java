package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The rules of chaining a frontend, or a NIC's ip-configuration, to a gateway load balancer. */
final class GatewayLink {
  private static final int MAX_CHAINED = 100;

  private GatewayLink() {}

  /** Checks the {@code gatewayLoadBalancer} of one element, if it has any. */
  static void check(Change change, ObjectNode element) {
    Optional<String> link = Json.textIfAny(element, "properties.gatewayLoadBalancer.id");
    if (link.isEmpty()) {
      return;
    }
    String self = Json.text(element, "id");
    ResourceId target = ResourceId.parse(link.get()).orElseThrow(() -> missing(self, link.get()));
    ObjectNode gateway =
        change
            .find(target.root().toString())
            .filter(found -> change.find(link.get()).isPresent())
            .orElseThrow(() -> missing(self, link.get()));
    if (!Json.text(gateway, "sku.name").equals("Gateway")) {
      throw ArmException.badRequest(
          "GatewayLoadBalancerReferenceSkuNotGateway",
          "Frontend "
              + link.get()
              + " referenced by "
              + self
              + " does not belong to a load balancer of SKU Gateway.");
    }
    String sku =
        Json.textIfAny(element, "properties.publicIPAddress.id")
            .flatMap(change::find)
            .map(address -> Json.text(address, "sku.name"))
            .orElse("");
    if (!sku.startsWith("Standard")) {
      throw ArmException.badRequest(
          "GatewayLoadBalancerConsumerMustBeStandardPublic",
          self + " must have a Standard public IP address to refer to a gateway load balancer.");
    }
    long chained =
        IpConfigurations.of(change.cloud()).entries().stream()
            .filter(entry -> entry.refersTo("gatewayLoadBalancer", link.get()))
            .filter(entry -> !ResourceId.same(entry.id(), self))
            .count();
    if (chained >= MAX_CHAINED) {
      throw ArmException.badRequest(
          "GatewayLoadBalancerConsumerLimitReached",
          "Frontend " + link.get() + " has " + MAX_CHAINED + " consumers already.");
    }
  }

  private static ArmException missing(String self, String link) {
    return ArmException.badRequest(
        "InvalidResourceReference",
        "Resource " + link + " referenced by resource " + self + " was not found.");
  }
}
