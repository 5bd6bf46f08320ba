package io.sluice.sandbox;

/** Bodies that many tests put. */
final class Fixtures {
  static final String PUBLIC_IP =
      "{'location':'westeurope','sku':{'name':'Standard'},"
          + "'properties':{'publicIPAllocationMethod':'Static'}}";

  static final String TUNNELS =
      "[{'type':'Internal','identifier':900,'port':10800,'protocol':'VXLAN'},"
          + "{'type':'External','identifier':901,'port':10801,'protocol':'VXLAN'}]";

  private Fixtures() {}

  static String gateway() {
    return gateway(TUNNELS);
  }

  static String gateway(String tunnels) {
    String id = Wire.NETWORK + "/loadBalancers/gateway";
    return "{'location':'westeurope','sku':{'name':'Gateway'},'properties':{"
        + "'frontendIPConfigurations':[{'name':'front','properties':{'subnet':{'id':'"
        + Wire.subnet()
        + "'}}}],'backendAddressPools':[{'name':'pool','properties':{'tunnelInterfaces':"
        + tunnels
        + "}}],'probes':[{'name':'health','properties':{'protocol':'Http','port':8080,"
        + "'requestPath':'/health','intervalInSeconds':5}}],"
        + "'loadBalancingRules':[{'name':'all','properties':{'protocol':'All','frontendPort':0,"
        + "'backendPort':0,'frontendIPConfiguration':{'id':'"
        + id
        + "/frontendIPConfigurations/front'},'backendAddressPools':[{'id':'"
        + id
        + "/backendAddressPools/pool'}],'probe':{'id':'"
        + id
        + "/probes/health'}}}]}}";
  }

  /** A public load balancer {@code web} on public IP {@code ip}; chained if a link is given. */
  static String web(String gatewayFrontend) {
    String link =
        gatewayFrontend.isEmpty() ? "" : ",'gatewayLoadBalancer':{'id':'" + gatewayFrontend + "'}";
    String id = Wire.NETWORK + "/loadBalancers/web";
    return "{'location':'westeurope','sku':{'name':'Standard'},'properties':{"
        + "'frontendIPConfigurations':[{'name':'public','properties':{'publicIPAddress':{'id':'"
        + Wire.NETWORK
        + "/publicIPAddresses/ip'}"
        + link
        + "}}],'backendAddressPools':[{'name':'servers'}],'loadBalancingRules':[{'name':'http',"
        + "'properties':{'protocol':'Tcp','frontendPort':80,'backendPort':80,"
        + "'frontendIPConfiguration':{'id':'"
        + id
        + "/frontendIPConfigurations/public'},'backendAddressPool':{'id':'"
        + id
        + "/backendAddressPools/servers'}}}]}}";
  }

  static String scaleSet(int capacity, String identity) {
    String identities =
        identity.isEmpty()
            ? ""
            : "'identity':{'type':'UserAssigned','userAssignedIdentities':{'"
                + identity
                + "':{}}},";
    return "{'location':'westeurope','sku':{'name':'Standard_D4s_v5','capacity':"
        + capacity
        + "},"
        + identities
        + "'properties':{'upgradePolicy':{'mode':'Manual'},'virtualMachineProfile':{"
        + "'userData':'I2Nsb3VkLWNvbmZpZw==','osProfile':{'computerNamePrefix':'fleet',"
        + "'adminUsername':'sluice'},'networkProfile':{'networkInterfaceConfigurations':[{'name':'nic',"
        + "'properties':{'primary':true,'ipConfigurations':[{'name':'ip','properties':{'subnet':{'id':'"
        + Wire.subnet()
        + "'},'loadBalancerBackendAddressPools':[{'id':'"
        + Wire.NETWORK
        + "/loadBalancers/gateway/backendAddressPools/pool'}]}}]}}]}}}}";
  }
}
