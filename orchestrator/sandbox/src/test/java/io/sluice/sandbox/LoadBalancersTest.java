package io.sluice.sandbox;

import static io.sluice.sandbox.Wire.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.Wire.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadBalancersTest {
  private static final String WEB = NETWORK + "/loadBalancers/web";
  private static final String GATEWAY = NETWORK + "/loadBalancers/gateway";
  private static final String POOL = GATEWAY + "/backendAddressPools/pool";

  private Wire wire;

  @BeforeEach
  void start(@TempDir Path dir) {
    wire = new Wire(dir).withNetwork();
    wire.put(NETWORK + "/publicIPAddresses/ip", Fixtures.PUBLIC_IP);
  }

  @AfterEach
  void stop() {
    wire.close();
  }

  private void refused(String path, String body, String code) {
    Reply reply = wire.tryPut(path, body);
    assertThat(reply.code()).as(reply.text()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void aGatewayGetsTheFirstFreeAddressAndItsChildrenGetIds() {
    Reply made = wire.put(GATEWAY, Fixtures.gateway());
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.at("properties.provisioningState")).isEqualTo("Updating");
    Reply now = wire.get(GATEWAY);
    assertThat(now.at("properties.provisioningState")).isEqualTo("Succeeded");
    assertThat(now.json().at("/properties/frontendIPConfigurations/0/properties/privateIPAddress"))
        .hasToString("\"10.40.1.4\"");
    assertThat(now.json().at("/properties/backendAddressPools/0/id").asText()).isEqualTo(POOL);
    assertThat(now.json().at("/properties/outboundRules").isArray())
        .as("empty lists are there")
        .isTrue();
    assertThat(
            now.json()
                .at("/properties/frontendIPConfigurations/0/properties/loadBalancingRules/0/id")
                .asText())
        .isEqualTo(GATEWAY + "/loadBalancingRules/all");
  }

  @Test
  void aGatewayRuleTakesAllPortsAndNothingLess() {
    refused(
        GATEWAY,
        Fixtures.gateway()
            .replace(
                "'protocol':'All','frontendPort':0,'backendPort':0",
                "'protocol':'Tcp','frontendPort':80,'backendPort':80"),
        "GatewayLoadBalancerRuleMustBeHAPorts");
  }

  @Test
  void tunnelsMustDifferAndStayAwayFromPort4789() {
    refused(
        GATEWAY,
        Fixtures.gateway(Fixtures.TUNNELS.replace("901", "900")),
        "TunnelInterfacesMustDiffer");
    refused(
        GATEWAY,
        Fixtures.gateway(Fixtures.TUNNELS.replace("10801", "4789")),
        "TunnelInterfacePortInvalid");
    refused(GATEWAY, Fixtures.gateway("[]"), "GatewayLoadBalancerPoolTunnelInterfaceCount");
  }

  @Test
  void tunnelsOfAPoolWithMembersCannotChange() {
    wire.put(GATEWAY, Fixtures.gateway());
    wire.put(
        NETWORK + "/networkInterfaces/nic",
        nic("'loadBalancerBackendAddressPools':[{'id':'" + POOL + "'}]"));
    assertThat(wire.get(POOL).json().at("/properties/backendIPConfigurations")).hasSize(1);
    refused(
        GATEWAY,
        Fixtures.gateway(Fixtures.TUNNELS.replace("901", "902")),
        "TunnelInterfacesOfPoolInUseCannotBeChanged");
    wire.delete(NETWORK + "/networkInterfaces/nic");
    wire.put(GATEWAY, Fixtures.gateway(Fixtures.TUNNELS.replace("901", "902")));
  }

  private static String nic(String more) {
    return "{'location':'westeurope','properties':{'ipConfigurations':[{'name':'ipconfig1',"
        + "'properties':{'subnet':{'id':'"
        + Wire.subnet()
        + "'},"
        + more
        + "}}]}}";
  }

  @Test
  void aPoolCanBePutByItselfWithWhatAGetGaveBack() {
    wire.put(GATEWAY, Fixtures.gateway());
    Reply pool = wire.get(POOL);
    Reply put = wire.put(POOL, pool.text());
    assertThat(put.status()).isEqualTo(200);
    assertThat(wire.get(POOL).json().at("/properties/tunnelInterfaces")).hasSize(2);
    assertThat(
            wire.put(
                    GATEWAY + "/backendAddressPools/other",
                    pool.text().replace("\"pool\"", "\"other\""))
                .status())
        .isEqualTo(201);
    assertThat(wire.delete(GATEWAY + "/backendAddressPools/other").status()).isEqualTo(202);
    assertThat(wire.get(GATEWAY + "/backendAddressPools/other").status()).isEqualTo(404);
  }

  @Test
  void aChainedGatewayCannotBeDeletedUntilItIsUnlinked() {
    wire.put(GATEWAY, Fixtures.gateway());
    String front = GATEWAY + "/frontendIPConfigurations/front";
    wire.put(WEB, Fixtures.web(front));
    assertThat(
            wire.get(WEB)
                .json()
                .at("/properties/frontendIPConfigurations/0/properties/gatewayLoadBalancer/id")
                .asText())
        .isEqualTo(front);
    Reply refused = wire.delete(GATEWAY);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("InUseFrontendIPConfigurationCannotBeDeleted");
    wire.put(WEB, Fixtures.web(""));
    assertThat(wire.delete(GATEWAY).status()).isEqualTo(202);
    assertThat(wire.get(GATEWAY).status()).isEqualTo(404);
  }

  @Test
  void onlyAGatewaysFrontendCanBeChainedTo() {
    refused(
        WEB,
        Fixtures.web(NETWORK + "/loadBalancers/nobody/frontendIPConfigurations/front"),
        "InvalidResourceReference");
    wire.put(NETWORK + "/publicIPAddresses/ip2", Fixtures.PUBLIC_IP);
    wire.put(
        NETWORK + "/loadBalancers/plain",
        Fixtures.web("")
            .replace("/web", "/plain")
            .replace("publicIPAddresses/ip'", "publicIPAddresses/ip2'"));
    refused(
        WEB,
        Fixtures.web(NETWORK + "/loadBalancers/plain/frontendIPConfigurations/public"),
        "GatewayLoadBalancerReferenceSkuNotGateway");
  }

  @Test
  void aScaleSetsLoadBalancerCannotBeDeletedBeforeIt() {
    wire.put(GATEWAY, Fixtures.gateway());
    wire.put(Wire.COMPUTE + "/virtualMachineScaleSets/fleet", Fixtures.scaleSet(2, ""));
    Reply refused = wire.delete(GATEWAY);
    assertThat(refused.code()).isEqualTo("LoadBalancerInUseByVirtualMachineScaleSet");
    wire.delete(Wire.COMPUTE + "/virtualMachineScaleSets/fleet");
    assertThat(wire.delete(GATEWAY).status()).isEqualTo(202);
  }

  @Test
  void skusOfLoadBalancerAndPublicIpMustMatchAndStay() {
    wire.put(
        NETWORK + "/publicIPAddresses/basic",
        "{'location':'westeurope','properties':{'publicIPAllocationMethod':'Dynamic'}}");
    refused(
        WEB,
        Fixtures.web("").replace("publicIPAddresses/ip'", "publicIPAddresses/basic'"),
        "DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed");
    refused(
        NETWORK + "/publicIPAddresses/ip",
        "{'location':'westeurope','sku':{'name':'Basic'},'properties':{'publicIPAllocationMethod':'Static'}}",
        "PublicIPAddressSkuCannotBeChanged");
  }

  @Test
  void aPublicIpSaysWhoUsesItAndCannotBeDeletedThen() {
    wire.put(WEB, Fixtures.web(""));
    String ip = NETWORK + "/publicIPAddresses/ip";
    assertThat(wire.get(ip).at("properties.ipConfiguration.id"))
        .isEqualTo(WEB + "/frontendIPConfigurations/public");
    assertThat(wire.get(ip).at("properties.ipAddress")).startsWith("203.0.113.");
    assertThat(wire.delete(ip).code()).isEqualTo("PublicIPAddressCannotBeDeleted");
  }

  @Test
  void everyWriteGivesANewEtagAndAStaleOneIsRefused() {
    String etag = wire.put(WEB, Fixtures.web("")).at("etag");
    assertThat(wire.get(WEB).at("etag")).isEqualTo(etag);
    Reply second = wire.call("PUT", WEB, Fixtures.web(""), Map.of("If-Match", etag));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.at("etag")).isNotEqualTo(etag);
    Reply stale = wire.call("PUT", WEB, Fixtures.web(""), Map.of("If-Match", etag));
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.code()).isEqualTo("PreconditionFailed");
    assertThat(wire.call("PUT", WEB, Fixtures.web(""), Map.of("If-None-Match", "*")).status())
        .isEqualTo(412);
  }

  @Test
  void anUnknownPropertyOrAWrongTypeIsRefused() {
    refused(
        WEB, Fixtures.web("").replace("'frontendPort'", "'frontendPrt'"), "InvalidRequestFormat");
    refused(
        WEB,
        Fixtures.web("").replace("'frontendPort':80", "'frontendPort':'80'"),
        "InvalidRequestFormat");
    refused(WEB, Fixtures.web("").replace("'Tcp'", "'Sctp'"), "InvalidRequestFormat");
  }

  @Test
  void aPoolHoldsAddressesOrInterfacesButNotBoth() {
    wire.put(WEB, Fixtures.web(""));
    String pool = WEB + "/backendAddressPools/servers";
    wire.put(
        pool,
        "{'properties':{'loadBalancerBackendAddresses':[{'name':'a','properties':{'ipAddress':'10.40.1.9',"
            + "'virtualNetwork':{'id':'"
            + NETWORK
            + "/virtualNetworks/net'}}}]}}");
    refused(
        NETWORK + "/networkInterfaces/nic",
        nic("'loadBalancerBackendAddressPools':[{'id':'" + pool + "'}]"),
        "CannotMixIPBasedAddressesAndIPConfigurationsOnLoadBalancerBackendAddressPool");
  }
}
