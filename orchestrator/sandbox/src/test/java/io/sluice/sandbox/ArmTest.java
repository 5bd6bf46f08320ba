package io.sluice.sandbox;

import static io.sluice.sandbox.Wire.GROUP;
import static io.sluice.sandbox.Wire.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.Wire.Reply;
import io.sluice.sandbox.arm.Token;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmTest {
  private Wire wire;

  @BeforeEach
  void start(@TempDir Path dir) {
    wire = new Wire(dir, 2);
  }

  @AfterEach
  void stop() {
    wire.close();
  }

  @Test
  void withoutATokenNothingIsAnswered() {
    wire.useToken("");
    Reply reply = wire.get(GROUP);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.headers()).containsKey("www-authenticate");
  }

  @Test
  void aTokenWhoseTimeIsOverIsRefused() {
    wire.useToken(Token.of(Wire.parse("{'oid':'x','exp':1000}")));
    assertThat(wire.get(GROUP).code()).isEqualTo("ExpiredAuthenticationToken");
  }

  @Test
  void theApiVersionIsRequiredAndAnyDateWillDo() {
    assertThat(wire.call("GET", "/subscriptions?api-version=", "", Map.of()).code())
        .isEqualTo("MissingApiVersionParameter");
    assertThat(wire.call("GET", "/subscriptions?api-version=new", "", Map.of()).code())
        .isEqualTo("InvalidApiVersionParameter");
    for (String version : List.of("2015-01-01", "2022-07-01", "2025-03-01", "2021-02-01-preview")) {
      assertThat(wire.call("GET", "/subscriptions?api-version=" + version, "", Map.of()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void whatIsNotThereIsSaidByName() {
    assertThat(wire.get(GROUP).code()).isEqualTo("ResourceGroupNotFound");
    assertThat(wire.get(NETWORK + "/loadBalancers/x").code()).isEqualTo("ResourceGroupNotFound");
    wire.withGroup();
    Reply missing = wire.get(NETWORK + "/loadBalancers/x");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.code()).isEqualTo("ResourceNotFound");
    assertThat(wire.get(NETWORK + "/fooBars/x").code()).isEqualTo("InvalidResourceType");
    assertThat(wire.tryPut(NETWORK + "/virtualNetworks/x/subnets/s", "{}").code())
        .isEqualTo("ParentResourceNotFound");
    assertThat(wire.delete(NETWORK + "/loadBalancers/x").status()).isEqualTo(204);
    assertThat(wire.tryPut(NETWORK + "/publicIPAddresses/x", "{'location'").code())
        .isEqualTo("InvalidRequestContent");
  }

  @Test
  void aReferenceToWhatIsNotThereIsRefused() {
    wire.withNetwork();
    Reply reply =
        wire.tryPut(
            NETWORK + "/virtualNetworks/net/subnets/s",
            "{'properties':{'addressPrefix':'10.40.1.0/24','networkSecurityGroup':{'id':'"
                + NETWORK
                + "/networkSecurityGroups/nobody'}}}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("InvalidResourceReference");
  }

  @Test
  void namesAreFoundWithoutRegardToCase() {
    wire.withGroup();
    wire.put(NETWORK + "/publicIPAddresses/Ip", Fixtures.PUBLIC_IP);
    Reply found =
        wire.get(
            (NETWORK + "/publicIPAddresses/Ip")
                .replace("resourceGroups", "resourcegroups")
                .replace("publicIPAddresses/Ip", "publicIpAddresses/IP"));
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.at("id")).isEqualTo(NETWORK + "/publicIPAddresses/Ip");
  }

  @Test
  void listsComeInPagesByGroupAndBySubscription() {
    wire.withGroup();
    for (int i = 0; i < 5; i++) {
      wire.put(NETWORK + "/publicIPAddresses/ip" + i, Fixtures.PUBLIC_IP);
    }
    String type = "/providers/Microsoft.Network/publicIPAddresses";
    for (String scope : List.of(GROUP, GROUP.replaceFirst("/resourceGroups.*", ""))) {
      List<String> names = new ArrayList<>();
      int pages = 0;
      String next = scope + type;
      while (!next.isEmpty()) {
        Reply page = wire.get(next);
        pages++;
        for (JsonNode element : page.json().path("value")) {
          names.add(element.path("name").asText());
        }
        next = page.at("nextLink");
      }
      assertThat(names).containsExactly("ip0", "ip1", "ip2", "ip3", "ip4");
      assertThat(pages).isEqualTo(3);
    }
    assertThat(wire.get(GROUP.replace("/g", "/nobody") + type).code())
        .isEqualTo("ResourceGroupNotFound");
  }

  @Test
  void resourcesAreFoundByFilter() {
    wire.withNetwork();
    wire.put(
        NETWORK + "/publicIPAddresses/ip",
        Fixtures.PUBLIC_IP.replaceFirst("\\{", "{'tags':{'owner':'me'},"));
    String all = GROUP.replaceFirst("/resourceGroups.*", "") + "/resources?$filter=";
    assertThat(
            wire.get(all + "resourceType%20eq%20'Microsoft.Network/virtualNetworks'")
                .json()
                .path("value"))
        .hasSize(1);
    assertThat(
            wire.get(all + "tagName%20eq%20'owner'%20and%20tagValue%20eq%20'me'")
                .json()
                .path("value"))
        .hasSize(1);
    assertThat(
            wire.get(all + "tagName%20eq%20'owner'%20and%20tagValue%20eq%20'you'")
                .json()
                .path("value"))
        .isEmpty();
    assertThat(wire.get(all + "nonsense").status()).isEqualTo(400);
  }

  @Test
  void deletingAGroupDeletesAllInIt() {
    wire.withNetwork();
    wire.put(NETWORK + "/publicIPAddresses/ip", Fixtures.PUBLIC_IP);
    wire.put(NETWORK + "/loadBalancers/gateway", Fixtures.gateway());
    wire.put(Wire.COMPUTE + "/virtualMachineScaleSets/fleet", Fixtures.scaleSet(2, ""));
    Reply accepted = wire.call("DELETE", GROUP, "", Map.of());
    assertThat(accepted.status()).isEqualTo(202);
    String link = accepted.headers().get("location");
    Reply end = wire.send("GET", link, new byte[0], Map.of());
    while (end.status() == 202) {
      end = wire.send("GET", link, new byte[0], Map.of());
    }
    assertThat(end.status()).isIn(200, 204);
    assertThat(wire.get(GROUP).status()).isEqualTo(404);
    String all = GROUP.replaceFirst("/resourceGroups.*", "") + "/resources";
    assertThat(wire.get(all).json().path("value")).isEmpty();
  }

  @Test
  void aGroupThatOthersUseIsNotDeleted() {
    wire.withNetwork();
    wire.put(NETWORK + "/loadBalancers/gateway", Fixtures.gateway());
    String other = GROUP.replace("/g", "/h");
    wire.put(other, "{'location':'westeurope'}");
    String there = other + "/providers/Microsoft.Network";
    wire.put(there + "/publicIPAddresses/ip", Fixtures.PUBLIC_IP);
    wire.put(
        there + "/loadBalancers/web",
        Fixtures.web("FRONT")
            .replace(NETWORK, there)
            .replace("FRONT", NETWORK + "/loadBalancers/gateway/frontendIPConfigurations/front"));
    Reply accepted = wire.call("DELETE", GROUP, "", Map.of());
    Reply end = wire.send("GET", accepted.headers().get("location"), new byte[0], Map.of());
    assertThat(end.status()).isEqualTo(409);
    assertThat(end.code()).isEqualTo("ResourceGroupDeletionBlocked");
    assertThat(wire.get(NETWORK + "/loadBalancers/gateway").status()).isEqualTo(200);
  }

  @Test
  void aSubnetInUseIsNeitherDeletedNorMoved() {
    wire.withNetwork();
    wire.put(NETWORK + "/loadBalancers/gateway", Fixtures.gateway());
    assertThat(wire.delete(Wire.subnet()).code()).isEqualTo("InUseSubnetCannotBeDeleted");
    assertThat(wire.delete(NETWORK + "/virtualNetworks/net").code())
        .isEqualTo("InUseSubnetCannotBeDeleted");
    assertThat(wire.tryPut(Wire.subnet(), "{'properties':{'addressPrefix':'10.40.2.0/24'}}").code())
        .isEqualTo("InUsePrefixCannotBeDeleted");
    assertThat(wire.get(Wire.subnet()).json().at("/properties/ipConfigurations")).hasSize(1);
  }

  @Test
  void subnetsLieInTheirNetworkAndApartFromEachOther() {
    wire.withNetwork();
    String other = NETWORK + "/virtualNetworks/net/subnets/t";
    assertThat(wire.tryPut(other, "{'properties':{'addressPrefix':'10.41.0.0/24'}}").code())
        .isEqualTo("NetcfgInvalidSubnet");
    assertThat(wire.tryPut(other, "{'properties':{'addressPrefix':'10.40.1.128/25'}}").code())
        .isEqualTo("NetcfgSubnetRangesOverlap");
  }

  @Test
  void childrenThatArePutAtOnceAllStay() throws Exception {
    wire.withNetwork();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> puts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String prefix = "{'properties':{'addressPrefix':'10.40." + (100 + i) + ".0/24'}}";
        String path = NETWORK + "/virtualNetworks/net/subnets/t" + i;
        puts.add(clients.submit(() -> wire.tryPut(path, prefix)));
      }
      for (Future<Reply> put : puts) {
        assertThat(put.get().status()).isEqualTo(201);
      }
    }
    assertThat(wire.get(NETWORK + "/virtualNetworks/net").json().at("/properties/subnets"))
        .hasSize(21);
  }

  @Test
  void aTagPatchChangesTagsAlone() {
    wire.withGroup();
    String ip = NETWORK + "/publicIPAddresses/ip";
    String address = wire.put(ip, Fixtures.PUBLIC_IP).at("properties.ipAddress");
    Reply patched = wire.call("PATCH", ip, "{'tags':{'a':'b'}}", Map.of());
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.at("tags.a")).isEqualTo("b");
    assertThat(patched.at("properties.ipAddress")).isEqualTo(address);
  }

  @Test
  void aTemplateIsDeployedInOrder() {
    wire.withNetwork();
    String deployment = GROUP + "/providers/Microsoft.Resources/deployments/d";
    String template =
        "{'properties':{'mode':'Incremental','parameters':{'name':{'value':'ip'}},'template':{"
            + "'parameters':{'name':{'type':'string'}},'variables':{'id':\"[resourceId('Microsoft.Network/publicIPAddresses',"
            + " parameters('name'))]\"},"
            + "'resources':[{'type':'Microsoft.Network/loadBalancers','name':'lb','apiVersion':'2022-07-01',"
            + "'location':\"[resourceGroup().location]\",'sku':{'name':'Standard'},'dependsOn':[\"[concat('Microsoft.Network/publicIpAddresses/',"
            + " parameters('name'))]\"],"
            + "'properties':{'frontendIPConfigurations':[{'name':'f','properties':{'publicIPAddress':"
            + "{'id':\"[variables('id')]\"}}}]}},"
            + "{'type':'Microsoft.Network/publicIPAddresses','name':\"[parameters('name')]\","
            + "'apiVersion':'2022-07-01','location':'westeurope','sku':{'name':'Standard'},"
            + "'properties':{'publicIPAllocationMethod':'Static'}}],"
            + "'outputs':{'lb':{'type':'object','value':\"[reference('lb')]\"}}}}}";
    // Double quotes hold expressions, whose single quotes must stay
    String body = quotes(template);
    Reply made =
        wire.send(
            "PUT",
            deployment + "?api-version=2022-09-01",
            body.getBytes(StandardCharsets.UTF_8),
            Map.of());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    wire.await(made);
    Reply done = wire.get(deployment);
    assertThat(done.at("properties.provisioningState")).as(done.text()).isEqualTo("Succeeded");
    assertThat(done.json().at("/properties/outputs/lb/value/frontendIPConfigurations")).hasSize(1);
    assertThat(wire.get(NETWORK + "/loadBalancers/lb").status()).isEqualTo(200);
    assertThat(wire.get(deployment + "/operations").json().path("value")).hasSize(2);
  }

  private static String quotes(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inside ^= c == '"';
      out.append(c == '\'' && !inside ? '"' : c);
    }
    return out.toString();
  }

  @Test
  void theLocationIsNeededKnownAndFixed() {
    wire.withGroup();
    String ip = NETWORK + "/publicIPAddresses/ip";
    assertThat(wire.tryPut(ip, "{}").code()).isEqualTo("LocationRequired");
    assertThat(wire.tryPut(ip, "{'location':'atlantis'}").code())
        .isEqualTo("LocationNotAvailableForResourceType");
    wire.put(ip, Fixtures.PUBLIC_IP.replace("westeurope", "West Europe"));
    assertThat(wire.get(ip).at("location")).isEqualTo("westeurope");
    Reply moved = wire.tryPut(ip, Fixtures.PUBLIC_IP.replace("westeurope", "eastus"));
    assertThat(moved.status()).isEqualTo(409);
    assertThat(moved.code()).isEqualTo("InvalidResourceLocation");
  }
}
