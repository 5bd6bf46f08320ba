package io.sluice.azure;

import com.azure.resourcemanager.network.fluent.models.BackendAddressPoolInner;
import com.azure.resourcemanager.network.fluent.models.FrontendIpConfigurationInner;
import com.azure.resourcemanager.network.fluent.models.LoadBalancerInner;
import com.azure.resourcemanager.network.fluent.models.LoadBalancingRuleInner;
import com.azure.resourcemanager.network.fluent.models.ProbeInner;
import com.azure.resourcemanager.network.fluent.models.PublicIpAddressInner;
import com.azure.resourcemanager.network.fluent.models.SubnetInner;
import com.azure.resourcemanager.network.models.GatewayLoadBalancerTunnelInterface;
import com.azure.resourcemanager.network.models.GatewayLoadBalancerTunnelInterfaceType;
import com.azure.resourcemanager.network.models.GatewayLoadBalancerTunnelProtocol;
import com.azure.resourcemanager.network.models.IpAllocationMethod;
import com.azure.resourcemanager.network.models.LoadBalancerBackendAddress;
import com.azure.resourcemanager.network.models.LoadBalancerSku;
import com.azure.resourcemanager.network.models.LoadBalancerSkuName;
import com.azure.resourcemanager.network.models.ProbeProtocol;
import com.azure.resourcemanager.network.models.TransportProtocol;
import io.sluice.azure.LoadBalancer.Frontend;
import io.sluice.azure.LoadBalancer.HealthProbe;
import io.sluice.azure.LoadBalancer.Pool;
import io.sluice.azure.LoadBalancer.Rule;
import io.sluice.azure.LoadBalancer.TunnelInterface;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Azure's document of a load balancer, read into our record and written from it. */
final class LoadBalancerDocument {
  private LoadBalancerDocument() {}

  static LoadBalancer read(LoadBalancerInner document) {
    List<FrontendIpConfigurationInner> frontends = Ids.list(document.frontendIpConfigurations());
    List<BackendAddressPoolInner> pools = Ids.list(document.backendAddressPools());
    return new LoadBalancer(
        Ids.location(document.location()),
        document.sku() == null ? "Basic" : String.valueOf(document.sku().name()),
        frontends.stream()
            .map(FrontendIpConfigurationInner::subnet)
            .filter(Objects::nonNull)
            .map(Ids::ref)
            .findFirst()
            .orElse(null),
        pools.stream()
            .flatMap(pool -> Ids.list(pool.tunnelInterfaces()).stream())
            .map(
                tunnel ->
                    new TunnelInterface(
                        String.valueOf(tunnel.type()),
                        number(tunnel.identifier()),
                        number(tunnel.port())))
            .toList(),
        frontends.stream()
            .map(
                one ->
                    new Frontend(
                        one.name(),
                        one.publicIpAddress() == null ? null : Ids.ref(one.publicIpAddress().id()),
                        Ids.ref(one.gatewayLoadBalancer())))
            .toList(),
        pools.stream().map(LoadBalancerDocument::pool).toList(),
        Ids.list(document.probes()).stream()
            .map(
                probe ->
                    new HealthProbe(
                        probe.name(),
                        String.valueOf(probe.protocol()),
                        number(probe.port()),
                        probe.requestPath(),
                        number(probe.intervalInSeconds()),
                        probe.probeThreshold() == null
                            ? number(probe.numberOfProbes())
                            : probe.probeThreshold()))
            .toList(),
        Ids.list(document.loadBalancingRules()).stream().map(LoadBalancerDocument::rule).toList());
  }

  // Members that come from network interfaces are listed too, but not by address alone.
  private static Pool pool(BackendAddressPoolInner pool) {
    List<LoadBalancerBackendAddress> byAddress =
        Ids.list(pool.loadBalancerBackendAddresses()).stream()
            .filter(one -> one.ipAddress() != null && one.networkInterfaceIpConfiguration() == null)
            .toList();
    Ref network =
        byAddress.stream()
            .flatMap(one -> Stream.ofNullable(Ids.ref(one.virtualNetwork())))
            .findFirst()
            .orElse(byAddress.isEmpty() ? null : Ids.ref(pool.virtualNetwork()));
    return new Pool(
        pool.name(),
        network,
        byAddress.stream().map(LoadBalancerBackendAddress::ipAddress).sorted().toList());
  }

  private static Rule rule(LoadBalancingRuleInner rule) {
    String pool =
        Ids.list(rule.backendAddressPools()).isEmpty()
            ? last(rule.backendAddressPool())
            : last(rule.backendAddressPools().getFirst());
    return new Rule(
        rule.name(),
        String.valueOf(rule.protocol()),
        number(rule.frontendPort()),
        number(rule.backendPort()),
        last(rule.frontendIpConfiguration()),
        pool,
        last(rule.probe()));
  }

  /**
   * @param id of the load balancer: its parts refer to one another by full ids
   */
  static LoadBalancerInner write(String id, LoadBalancer wanted, Refs refs) {
    return new LoadBalancerInner()
        .withLocation(wanted.location())
        .withSku(new LoadBalancerSku().withName(LoadBalancerSkuName.fromString(wanted.sku())))
        .withFrontendIpConfigurations(
            wanted.frontends().stream().map(one -> frontend(one, wanted.subnet(), refs)).toList())
        .withBackendAddressPools(
            wanted.pools().stream().map(one -> pool(one, wanted.tunnels(), refs)).toList())
        .withProbes(wanted.probes().stream().map(LoadBalancerDocument::probe).toList())
        .withLoadBalancingRules(wanted.rules().stream().map(one -> rule(id, one)).toList());
  }

  private static FrontendIpConfigurationInner frontend(
      Frontend wanted, @Nullable Ref subnet, Refs refs) {
    FrontendIpConfigurationInner frontend =
        new FrontendIpConfigurationInner().withName(wanted.name());
    if (wanted.publicIp() != null) {
      frontend.withPublicIpAddress(new PublicIpAddressInner().withId(refs.id(wanted.publicIp())));
    }
    if (subnet != null) {
      frontend
          .withSubnet(new SubnetInner().withId(refs.id(subnet)))
          .withPrivateIpAllocationMethod(IpAllocationMethod.DYNAMIC);
    }
    if (wanted.gateway() != null) {
      frontend.withGatewayLoadBalancer(Ids.sub(refs.id(wanted.gateway())));
    }
    return frontend;
  }

  private static BackendAddressPoolInner pool(
      Pool wanted, List<TunnelInterface> tunnels, Refs refs) {
    BackendAddressPoolInner pool = new BackendAddressPoolInner().withName(wanted.name());
    if (!tunnels.isEmpty()) {
      pool.withTunnelInterfaces(
          tunnels.stream()
              .map(
                  tunnel ->
                      new GatewayLoadBalancerTunnelInterface()
                          .withType(
                              GatewayLoadBalancerTunnelInterfaceType.fromString(tunnel.name()))
                          .withProtocol(GatewayLoadBalancerTunnelProtocol.VXLAN)
                          .withIdentifier(tunnel.vni())
                          .withPort(tunnel.port()))
              .toList());
    }
    if (!wanted.addresses().isEmpty()) {
      Ref network = Objects.requireNonNull(wanted.network());
      pool.withLoadBalancerBackendAddresses(
          wanted.addresses().stream()
              .map(
                  address ->
                      new LoadBalancerBackendAddress()
                          .withName(address)
                          .withIpAddress(address)
                          .withVirtualNetwork(Ids.sub(refs.id(network))))
              .toList());
    }
    return pool;
  }

  private static ProbeInner probe(HealthProbe wanted) {
    return new ProbeInner()
        .withName(wanted.name())
        .withProtocol(ProbeProtocol.fromString(wanted.protocol()))
        .withPort(wanted.port())
        .withRequestPath(wanted.path())
        .withIntervalInSeconds(wanted.intervalSeconds())
        .withNumberOfProbes(wanted.failAfter())
        .withProbeThreshold(wanted.failAfter());
  }

  private static LoadBalancingRuleInner rule(String id, Rule wanted) {
    String pool = id + "/backendAddressPools/" + wanted.pool();
    return new LoadBalancingRuleInner()
        .withName(wanted.name())
        .withProtocol(TransportProtocol.fromString(wanted.protocol()))
        .withFrontendPort(wanted.frontendPort())
        .withBackendPort(wanted.backendPort())
        .withFrontendIpConfiguration(Ids.sub(id + "/frontendIPConfigurations/" + wanted.frontend()))
        .withBackendAddressPool(Ids.sub(pool))
        .withBackendAddressPools(List.of(new com.azure.core.management.SubResource().withId(pool)))
        .withProbe(Ids.sub(id + "/probes/" + wanted.probe()));
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static String last(com.azure.core.management.@Nullable SubResource sub) {
    return sub == null || sub.id() == null ? "" : Ids.name(sub.id());
  }
}
