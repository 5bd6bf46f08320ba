package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A public IP address serves one ip-configuration. */
final class PublicIpUse {
  private PublicIpUse() {}

  /** Refuses a public IP address that another ip-configuration has. */
  static void check(Change change, ObjectNode element) {
    Optional<String> address = Json.textIfAny(element, "properties.publicIPAddress.id");
    if (address.isEmpty()) {
      return;
    }
    String self = Json.text(element, "id");
    IpConfigurations.of(change.cloud()).entries().stream()
        .filter(entry -> entry.refersTo("publicIPAddress", address.get()))
        .filter(entry -> !ResourceId.within(change.id().toString(), entry.id()))
        .findFirst()
        .ifPresent(
            other -> {
              throw ArmException.badRequest(
                  "PublicIPAddressInUse",
                  "Resource "
                      + self
                      + " is referencing public IP address "
                      + address.get()
                      + " that is already allocated to resource "
                      + other.id()
                      + ".");
            });
  }
}
