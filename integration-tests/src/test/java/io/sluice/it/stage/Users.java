package io.sluice.it.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the person owns before we come: a public load balancer with its frontends. */
public final class Users {
  public static final String GROUP = Cloud.SUBSCRIPTION + "/resourceGroups/shop";
  public static final String LOAD_BALANCER =
      GROUP + "/providers/Microsoft.Network/loadBalancers/shop-lb";

  private Users() {}

  /** The id of a frontend of the load balancer, from 0. */
  public static String frontend(int index) {
    return LOAD_BALANCER + "/frontendIPConfigurations/front" + index;
  }

  /** Creates the load balancer with so many frontends, each with a public address of its own. */
  public static void create(Cloud cloud, int frontends) throws IOException, InterruptedException {
    cloud.put(GROUP, "{\"location\": \"westeurope\"}");
    List<String> configurations = new ArrayList<>();
    for (int i = 0; i < frontends; i++) {
      String address = GROUP + "/providers/Microsoft.Network/publicIPAddresses/shop-ip" + i;
      cloud.put(
          address,
          """
          {"location": "westeurope", "sku": {"name": "Standard"},
           "properties": {"publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4"}}
          """);
      configurations.add(
          """
          {"name": "front%d", "properties": {"publicIPAddress": {"id": "%s"}}}
          """
              .formatted(i, address));
    }
    cloud.put(
        LOAD_BALANCER,
        """
        {"location": "westeurope", "sku": {"name": "Standard"}, "tags": {"owner": "the shop"},
         "properties": {
           "frontendIPConfigurations": [%s],
           "backendAddressPools": [{"name": "servers"}],
           "probes": [{"name": "alive", "properties":
             {"protocol": "Tcp", "port": 80, "intervalInSeconds": 15, "numberOfProbes": 2}}],
           "loadBalancingRules": [{"name": "http", "properties": {
             "frontendIPConfiguration": {"id": "%s"},
             "backendAddressPool": {"id": "%s/backendAddressPools/servers"},
             "probe": {"id": "%s/probes/alive"},
             "protocol": "Tcp", "frontendPort": 80, "backendPort": 80,
             "idleTimeoutInMinutes": 4, "enableTcpReset": true}}]}}
        """
            .formatted(
                String.join(",", configurations), frontend(0), LOAD_BALANCER, LOAD_BALANCER));
  }
}
