package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Private addresses of ip-configurations and frontends: dynamic ones stay as long as the subnet.
 */
final class PrivateAddresses {
  private PrivateAddresses() {}

  /** Gives every element of the collection that names a subnet its address. */
  static void fill(Change change, String collection) {
    for (ObjectNode element : Json.objects(change.after(), "properties." + collection)) {
      ObjectNode properties = Json.properties(element);
      Json.defaults(properties, "privateIPAllocationMethod", "Dynamic");
      Json.defaults(properties, "privateIPAddressVersion", "IPv4");
      Optional<String> subnet = Json.textIfAny(properties, "subnet.id");
      if (subnet.isEmpty()) {
        continue;
      }
      String owner = Json.text(element, "id");
      String asked = Json.text(properties, "privateIPAddress");
      boolean fixed = Json.text(properties, "privateIPAllocationMethod").equals("Static");
      if (fixed && asked.isEmpty()) {
        throw ArmException.badRequest(
            "PrivateIPAddressNotSpecified",
            "IP configuration " + owner + " is static and needs a private IP address.");
      }
      if (fixed && !change.cloud().addresses().claim(subnet.get(), asked, owner)) {
        throw ArmException.badRequest(
            "PrivateIPAddressIsAllocated",
            "IP configuration "
                + owner
                + " is using the private IP address "
                + asked
                + " which is already allocated to another resource or is not in the subnet's"
                + " address range.");
      }
      if (!fixed) {
        properties.put(
            "privateIPAddress", change.cloud().addresses().allocate(subnet.get(), owner));
      }
    }
  }
}
