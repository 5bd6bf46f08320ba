package io.sluice.sandbox.testing;

/** The documents of a chained gateway stack, as a GET would return them. */
public final class Stack {
  public static final String NETWORK =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network";
  public static final String COMPUTE =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";
  public static final String GATEWAY = NETWORK + "/loadBalancers/gw";
  public static final String GATEWAY_FRONTEND = GATEWAY + "/frontendIPConfigurations/fe";
  public static final String GATEWAY_POOL = GATEWAY + "/backendAddressPools/fleet";
  public static final String GATEWAY_PROBE = GATEWAY + "/probes/ready";
  public static final String WEB = NETWORK + "/loadBalancers/web";
  public static final String WEB_FRONTEND = WEB + "/frontendIPConfigurations/fe";
  public static final String SUBNET = NETWORK + "/virtualNetworks/net/subnets/fleet";

  private Stack() {}

  /** A virtual network with the fleet's subnet. */
  public static String network(String prefix) {
    return """
    {'id': '%s/virtualNetworks/net', 'name': 'net', 'properties': {'subnets': [
      {'id': '%s', 'name': 'fleet', 'properties': {'addressPrefix': '%s'}}]}}
    """
        .formatted(NETWORK, SUBNET, prefix);
  }

  public static String publicIp(String name, String address) {
    return "{'id': '%s/publicIPAddresses/%s', 'name': '%s', 'properties': {'ipAddress': '%s'}}"
        .formatted(NETWORK, name, name, address);
  }

  /**
   * A gateway load balancer that probes every 100 ms.
   *
   * @param members addresses in the pool, beside those that scale sets add
   */
  public static String gateway(String ip, int internalVni, String... members) {
    return """
    {'id': '%s', 'name': 'gw', 'sku': {'name': 'Gateway'}, 'properties': {
      'frontendIPConfigurations': [
        {'id': '%s', 'name': 'fe', 'properties': {'privateIPAddress': '%s'}}],
      'backendAddressPools': [{'id': '%s', 'name': 'fleet', 'properties': {
        'tunnelInterfaces': [
          {'port': 10800, 'identifier': %d, 'protocol': 'VXLAN', 'type': 'Internal'},
          {'port': 10801, 'identifier': 901, 'protocol': 'VXLAN', 'type': 'External'}],
        'loadBalancerBackendAddresses': [%s]}}],
      'probes': [{'id': '%s', 'name': 'ready', 'properties': {'protocol': 'Http',
        'port': 8080, 'requestPath': '/health', 'intervalInSeconds': 0.1,
        'probeThreshold': 2}}],
      'loadBalancingRules': [{'name': 'ha', 'properties': {
        'frontendIPConfiguration': {'id': '%s'}, 'backendAddressPools': [{'id': '%s'}],
        'probe': {'id': '%s'}, 'protocol': 'All', 'frontendPort': 0, 'backendPort': 0}}]}}
    """
        .formatted(
            GATEWAY,
            GATEWAY_FRONTEND,
            ip,
            GATEWAY_POOL,
            internalVni,
            addresses(members),
            GATEWAY_PROBE,
            GATEWAY_FRONTEND,
            GATEWAY_POOL,
            GATEWAY_PROBE);
  }

  /** A public load balancer for port 80 whose frontend has the public IP {@code web-ip}. */
  public static String web(boolean chained, String... backends) {
    return """
    {'id': '%s', 'name': 'web', 'sku': {'name': 'Standard'}, 'properties': {
      'frontendIPConfigurations': [{'id': '%s', 'name': 'fe', 'properties': {
        'publicIPAddress': {'id': '%s/publicIPAddresses/web-ip'}%s}}],
      'backendAddressPools': [{'name': 'servers', 'properties': {
        'loadBalancerBackendAddresses': [%s]}}],
      'probes': [{'name': 'up', 'properties': {'protocol': 'Http', 'port': 80,
        'requestPath': '/', 'intervalInSeconds': 0.1, 'probeThreshold': 2}}],
      'loadBalancingRules': [{'name': 'http', 'properties': {
        'frontendIPConfiguration': {'id': '%s'},
        'backendAddressPool': {'id': '%s/backendAddressPools/servers'},
        'probe': {'id': '%s/probes/up'},
        'protocol': 'Tcp', 'frontendPort': 80, 'backendPort': 80}}]}}
    """
        .formatted(
            WEB,
            WEB_FRONTEND,
            NETWORK,
            chained ? ", 'gatewayLoadBalancer': {'id': '" + GATEWAY_FRONTEND + "'}" : "",
            addresses(backends),
            WEB_FRONTEND,
            WEB,
            WEB);
  }

  private static String addresses(String... ips) {
    StringBuilder json = new StringBuilder();
    for (String ip : ips) {
      json.append(json.isEmpty() ? "" : ", ")
          .append("{'name': 'a', 'properties': {'ipAddress': '%s'}}".formatted(ip));
    }
    return json.toString();
  }
}
