package io.sluice.sandbox;

import static io.sluice.sandbox.Wire.COMPUTE;
import static io.sluice.sandbox.Wire.GROUP;
import static io.sluice.sandbox.Wire.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {

  private static Path shared() {
    String named = System.getProperty("sluice.shared", System.getenv("SLUICE_SHARED"));
    return Path.of(named == null ? "shared" : named);
  }

  @Test
  void everyAnswerIsOneThatMicrosoftDescribes(@TempDir Path dir) throws Exception {
    Path descriptions = shared().resolve("specs/azure/openapi-bundled");
    assumeTrue(
        Files.isDirectory(descriptions),
        "SKIPPED: no OpenAPI descriptions at " + descriptions + "; set SLUICE_SHARED");
    Path record = dir.resolve("exchanges.jsonl");
    try (Wire wire = new Wire(dir, 100, record)) {
      exercise(wire);
    }
    OpenApiJudge judge = new OpenApiJudge(descriptions);
    ObjectMapper mapper = new ObjectMapper();
    List<String> wrong = new ArrayList<>();
    List<String> exchanges = Files.readAllLines(record);
    for (String line : exchanges) {
      JsonNode exchange = mapper.readTree(line);
      wrong.addAll(judge.judge(exchange));
    }
    assertThat(exchanges).hasSizeGreaterThan(80);
    assertThat(wrong).isEmpty();
  }

  @Test
  void theJudgeSeesAWrongAnswer() throws Exception {
    Path descriptions = shared().resolve("specs/azure/openapi-bundled");
    assumeTrue(
        Files.isDirectory(descriptions),
        "SKIPPED: no OpenAPI descriptions at " + descriptions + "; set SLUICE_SHARED");
    OpenApiJudge judge = new OpenApiJudge(descriptions);
    String gateway = NETWORK + "/loadBalancers/gateway";
    String exchange =
        "{'method':'PUT','url':'" + gateway + "?api-version=1','status':%d,'response':%s}";
    String good = "{'name':'gateway','properties':{'probes':[]}}";
    assertThat(judge.judge(Wire.parse(exchange.formatted(201, good)))).isEmpty();
    assertThat(judge.judge(Wire.parse(exchange.formatted(202, good)))).hasSize(1);
    assertThat(judge.judge(Wire.parse(exchange.formatted(201, good.replace("[]", "{}")))))
        .hasSize(1);
    assertThat(
            judge.judge(Wire.parse(exchange.replace("loadBalancers", "lb").formatted(201, good))))
        .hasSize(1);
  }

  private static void exercise(Wire wire) {
    wire.withNetwork();
    wire.withNetwork();
    String ip = NETWORK + "/publicIPAddresses/ip";
    String nsg = NETWORK + "/networkSecurityGroups/nsg";
    String nic = NETWORK + "/networkInterfaces/nic";
    String gateway = NETWORK + "/loadBalancers/gateway";
    String web = NETWORK + "/loadBalancers/web";
    String storage = GROUP + "/providers/Microsoft.Storage/storageAccounts/sluicemail";
    String container = storage + "/blobServices/default/containers/mailbox";
    String identity = GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/fleet";
    String role =
        container
            + "/providers/Microsoft.Authorization/roleAssignments/"
            + "99999999-9999-4999-8999-999999999999";
    String fleet = COMPUTE + "/virtualMachineScaleSets/fleet";
    String scale = GROUP + "/providers/Microsoft.Insights/autoscaleSettings/scale";
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put(ip, Fixtures.PUBLIC_IP);
    bodies.put(nsg, NSG);
    bodies.put(
        Wire.subnet(),
        "{'properties':{'addressPrefix':'10.40.1.0/24','networkSecurityGroup':{'id':'"
            + nsg
            + "'}}}");
    bodies.put(gateway, Fixtures.gateway());
    bodies.put(web, Fixtures.web(gateway + "/frontendIPConfigurations/front"));
    bodies.put(
        nic,
        "{'location':'westeurope','properties':{'ipConfigurations':[{'name':'ipconfig1','properties':{"
            + "'subnet':{'id':'"
            + Wire.subnet()
            + "'},'loadBalancerBackendAddressPools':[{'id':'"
            + gateway
            + "/backendAddressPools/pool'}]}}]}}");
    bodies.put(
        storage, "{'location':'westeurope','kind':'StorageV2','sku':{'name':'Standard_LRS'}}");
    bodies.put(container, "{}");
    bodies.put(identity, "{'location':'westeurope','tags':{'a':'b'}}");
    bodies.put(fleet, Fixtures.scaleSet(2, identity));
    bodies.put(
        scale,
        "{'location':'westeurope','properties':{'targetResourceUri':'"
            + fleet
            + "','enabled':true,"
            + "'profiles':[{'name':'p','capacity':{'minimum':'2','default':'2','maximum':'8'},'rules':[]}]}}");
    bodies.forEach(
        (path, body) -> {
          wire.put(path, body);
          wire.put(path, body);
          wire.get(path);
          wire.get(path.substring(0, path.lastIndexOf('/')));
        });
    String principal = wire.get(identity).at("properties.principalId");
    wire.put(
        role,
        "{'properties':{'principalType':'ServicePrincipal','principalId':'"
            + principal
            + "','roleDefinitionId':'/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/"
            + "ba92f5b4-2d11-453d-a403-e96b0029c9fe'}}");
    wire.get(role);
    wire.get(GROUP + "/providers/Microsoft.Authorization/roleAssignments");
    wire.get(GROUP + "/providers/Microsoft.Authorization/roleDefinitions");
    for (String children :
        List.of(
            "frontendIPConfigurations",
            "backendAddressPools",
            "loadBalancingRules",
            "probes",
            "inboundNatRules",
            "outboundRules")) {
      wire.get(gateway + "/" + children);
    }
    String subscription = GROUP.replaceFirst("/resourceGroups.*", "");
    for (String type :
        List.of(
            "Network/loadBalancers",
            "Network/publicIPAddresses",
            "Network/virtualNetworks",
            "Network/networkInterfaces",
            "Network/networkSecurityGroups",
            "Compute/virtualMachineScaleSets",
            "Storage/storageAccounts",
            "ManagedIdentity/userAssignedIdentities",
            "Insights/autoscaleSettings")) {
      wire.get(subscription + "/providers/Microsoft." + type);
    }
    wire.get(fleet + "/virtualMachines");
    wire.get(fleet + "/virtualMachines/0");
    wire.get(fleet + "/instanceView");
    wire.await(wire.call("PATCH", fleet, "{'sku':{'capacity':1}}", Map.of()));
    wire.call("PATCH", web, "{'tags':{'a':'b'}}", Map.of());
    wire.call("PATCH", storage, "{'tags':{'a':'b'}}", Map.of());
    wire.get("/subscriptions");
    wire.get(subscription);
    wire.get(subscription + "/locations");
    wire.get(subscription + "/providers");
    wire.get(subscription + "/resources");
    wire.get(subscription + "/resourcegroups");
    wire.get("/tenants");
    wire.get(NETWORK + "/loadBalancers/nobody");
    wire.tryPut(web, "{'location':'westeurope','sku':{'name':'Basic'}}");
    for (String path :
        List.of(scale, fleet, role, identity, container, storage, nic, web, gateway, ip)) {
      wire.delete(path);
      wire.delete(path);
    }
    wire.call("DELETE", GROUP, "", Map.of());
  }

  private static final String NSG =
      "{'location':'westeurope','properties':{'securityRules':[{'name':'probe','properties':{"
          + "'protocol':'Tcp','access':'Allow','direction':'Inbound','priority':100,"
          + "'sourceAddressPrefix':'AzureLoadBalancer','sourcePortRange':'*',"
          + "'destinationAddressPrefix':'*','destinationPortRange':'8080'}}]}}";
}
