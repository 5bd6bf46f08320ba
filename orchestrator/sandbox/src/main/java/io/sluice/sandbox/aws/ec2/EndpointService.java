package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** An endpoint service over gateway load balancers, or over network load balancers. */
final class EndpointService extends Resource {
  private final String region;
  private final boolean gateway;
  private final List<String> balancers;
  private final SortedSet<String> zones;
  private boolean acceptance;

  /**
   * @param gateway its load balancers are gateway load balancers; else network load balancers
   * @param balancers their ARNs
   * @param zones where they have addresses
   */
  EndpointService(
      Identity identity,
      String region,
      boolean gateway,
      List<String> balancers,
      SortedSet<String> zones,
      boolean acceptance) {
    super(Kind.ENDPOINT_SERVICE, identity);
    this.region = region;
    this.gateway = gateway;
    this.balancers = new ArrayList<>(balancers);
    this.zones = new TreeSet<>(zones);
    this.acceptance = acceptance;
  }

  static Fields<EndpointService> fields() {
    return new Fields<EndpointService>()
        .one("service-id", EndpointService::id)
        .one("service-name", EndpointService::name)
        .one("service-state", service -> "Available")
        .one("supported-ip-address-types", service -> "ipv4")
        .tags();
  }

  String name() {
    return "com.amazonaws.vpce.%s.%s".formatted(region, id());
  }

  /** {@code GatewayLoadBalancer} or {@code Interface}. */
  String serviceType() {
    return gateway ? "GatewayLoadBalancer" : "Interface";
  }

  boolean gateway() {
    return gateway;
  }

  List<String> balancers() {
    return balancers;
  }

  SortedSet<String> zones() {
    return zones;
  }

  boolean acceptance() {
    return acceptance;
  }

  void acceptance(boolean required) {
    acceptance = required;
  }

  @Override
  void write(Xml xml) {
    xml.add("serviceType", set -> set.add("item", item -> item.add("serviceType", serviceType())))
        .add("serviceId", id())
        .add("serviceName", name())
        .add("serviceState", "Available")
        .texts("availabilityZoneSet", "item", zones)
        .texts("availabilityZoneIdSet", "item", zones.stream().map(Places::zoneId).toList())
        .add("acceptanceRequired", acceptance)
        .add("managesVpcEndpoints", false)
        .texts(
            gateway ? "gatewayLoadBalancerArnSet" : "networkLoadBalancerArnSet", "item", balancers)
        .texts("supportedIpAddressTypeSet", "item", List.of("ipv4"))
        .texts("baseEndpointDnsNameSet", "item", List.of(dnsName()));
    writeTags(xml);
  }

  String dnsName() {
    return "%s.%s.vpce.amazonaws.com".formatted(id(), region);
  }
}
