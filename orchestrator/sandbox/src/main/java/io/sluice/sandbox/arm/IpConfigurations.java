package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Every ip-configuration of the cloud: of network interfaces, of load balancers' frontends, and of
 * the scale sets' instances. What a subnet, a public IP or a pool says of its users comes from
 * here.
 */
record IpConfigurations(List<Entry> entries) {

  /**
   * One of them.
   *
   * @param properties with {@code subnet}, {@code publicIPAddress}, {@code
   *     loadBalancerBackendAddressPools}
   */
  record Entry(String id, ObjectNode properties) {
    boolean refersTo(String property, String id) {
      return ResourceId.same(Json.text(properties, property + ".id"), id);
    }

    boolean isMemberOf(String poolId) {
      return Json.objects(properties, "loadBalancerBackendAddressPools").stream()
          .anyMatch(pool -> ResourceId.same(Json.text(pool, "id"), poolId));
    }
  }

  static IpConfigurations of(Cloud cloud) {
    List<Entry> entries = new ArrayList<>();
    for (ObjectNode nic : cloud.store().list(NetworkInterfaceType.NAME)) {
      add(entries, Json.text(nic, "id"), nic, "ipConfigurations");
    }
    for (ObjectNode balancer : cloud.store().list(LoadBalancerType.NAME)) {
      add(entries, Json.text(balancer, "id"), balancer, "frontendIPConfigurations");
    }
    for (ObjectNode scaleSet : cloud.store().list(ScaleSetType.NAME)) {
      String id = Json.text(scaleSet, "id");
      for (Instance instance : cloud.machines().instances(id)) {
        String machine = id + "/virtualMachines/" + instance.instanceId();
        for (ObjectNode nic : ScaleSetType.interfaces(scaleSet)) {
          String nicId = machine + "/networkInterfaces/" + Json.text(nic, "name");
          add(entries, nicId, nic, "ipConfigurations");
        }
      }
    }
    return new IpConfigurations(entries);
  }

  private static void add(
      List<Entry> entries, String owner, ObjectNode document, String collection) {
    for (ObjectNode element : Json.objects(document, "properties." + collection)) {
      entries.add(
          new Entry(
              owner + "/" + collection + "/" + Json.text(element, "name"),
              Json.properties(element)));
    }
  }

  /** References to those that match, as an answer lists them. */
  ArrayNode references(Predicate<Entry> wanted) {
    ArrayNode references = Json.array();
    entries.stream().filter(wanted).forEach(entry -> references.add(Json.id(entry.id())));
    return references;
  }
}
