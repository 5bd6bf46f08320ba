package io.sluice.sandbox;

import static io.sluice.sandbox.Wire.COMPUTE;
import static io.sluice.sandbox.Wire.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.Wire.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleSetsTest {
  private static final String FLEET = COMPUTE + "/virtualMachineScaleSets/fleet";
  private Wire wire;

  @BeforeEach
  void start(@TempDir Path dir) {
    wire = new Wire(dir).withNetwork();
    wire.put(Wire.NETWORK + "/loadBalancers/gateway", Fixtures.gateway());
  }

  @AfterEach
  void stop() {
    wire.close();
  }

  @Test
  void instancesAppearWithTheirAddressesInThePool() {
    assertThat(wire.put(FLEET, Fixtures.scaleSet(2, "")).status()).isEqualTo(201);
    Reply machines = wire.get(FLEET + "/virtualMachines");
    assertThat(machines.json().path("value")).hasSize(2);
    assertThat(machines.json().at("/value/0/name").asText()).isEqualTo("fleet_0");
    assertThat(machines.json().at("/value/0/properties/instanceView/statuses/1/code").asText())
        .isEqualTo("PowerState/running");
    Reply pool = wire.get(Wire.NETWORK + "/loadBalancers/gateway/backendAddressPools/pool");
    assertThat(pool.json().at("/properties/backendIPConfigurations/1/id").asText())
        .isEqualTo(FLEET + "/virtualMachines/1/networkInterfaces/nic/ipConfigurations/ip");
  }

  @Test
  void userDataIsWrittenAndNotReadBackUnlessAskedFor() {
    wire.put(FLEET, Fixtures.scaleSet(0, ""));
    String path = "properties.virtualMachineProfile.userData";
    assertThat(wire.get(FLEET).at(path)).isEmpty();
    assertThat(wire.get(FLEET + "?$expand=userData").at(path)).isEqualTo("I2Nsb3VkLWNvbmZpZw==");
  }

  @Test
  void namedInstancesAreUpgradedAndDeleted() {
    wire.put(FLEET, Fixtures.scaleSet(2, ""));
    wire.put(FLEET, Fixtures.scaleSet(2, "").replace("I2Ns", "I2Nt"));
    Reply accepted = wire.call("POST", FLEET + "/manualupgrade", "{'instanceIds':['0']}", Map.of());
    assertThat(accepted.status()).isEqualTo(202);
    wire.await(accepted);
    Reply machines = wire.get(FLEET + "/virtualMachines");
    assertThat(machines.json().at("/value/0/properties/latestModelApplied").asBoolean()).isTrue();
    assertThat(machines.json().at("/value/1/properties/latestModelApplied").asBoolean()).isFalse();
    wire.await(wire.call("POST", FLEET + "/delete", "{'instanceIds':['0']}", Map.of()));
    assertThat(wire.get(FLEET + "/virtualMachines").json().path("value")).hasSize(1);
    assertThat(wire.call("POST", FLEET + "/delete", "{'instanceIds':['77']}", Map.of()).code())
        .isEqualTo("InvalidParameter");
  }

  @Test
  void whatIsFixedStaysFixed() {
    wire.put(FLEET, Fixtures.scaleSet(1, ""));
    Reply refused = wire.tryPut(FLEET, Fixtures.scaleSet(1, "").replace("'sluice'", "'root'"));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("PropertyChangeNotAllowed");
    assertThat(
            wire.tryPut(
                    FLEET,
                    Fixtures.scaleSet(
                        1,
                        GROUP
                            + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nobody"))
                .code())
        .isEqualTo("FailedIdentityOperation");
  }

  @Test
  void aCapacityPatchKeepsTheModel() {
    wire.put(FLEET, Fixtures.scaleSet(1, ""));
    Reply patched = wire.call("PATCH", FLEET, "{'sku':{'capacity':3}}", Map.of());
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    wire.await(patched);
    assertThat(wire.get(FLEET + "/virtualMachines").json().path("value")).hasSize(3);
    assertThat(
            wire.get(FLEET + "/instanceView")
                .json()
                .at("/virtualMachine/statusesSummary/0/count")
                .asInt())
        .isEqualTo(3);
    assertThat(wire.get(FLEET).at("sku.name")).isEqualTo("Standard_D4s_v5");
  }

  @Test
  void anAutoscaleSettingNeedsATargetAndSense() {
    wire.put(FLEET, Fixtures.scaleSet(1, ""));
    String setting = GROUP + "/providers/Microsoft.Insights/autoscaleSettings/scale";
    String body =
        "{'location':'westeurope','properties':{'targetResourceUri':'"
            + FLEET
            + "','enabled':true,"
            + "'profiles':[{'name':'p','capacity':{'minimum':'2','default':'2','maximum':'8'},'rules':[]}]}}";
    assertThat(wire.tryPut(setting, body.replace("/fleet", "/nobody")).code())
        .isEqualTo("ResourceNotFound");
    assertThat(wire.tryPut(setting, body.replace("'maximum':'8'", "'maximum':'1'")).code())
        .isEqualTo("InvalidCapacity");
    assertThat(wire.tryPut(setting, body).status()).isEqualTo(201);
    assertThat(wire.tryPut(setting, body).status()).isEqualTo(200);
    assertThat(wire.tryPut(setting + "2", body).status()).isEqualTo(409);
    assertThat(wire.delete(setting).status()).isEqualTo(200);
    assertThat(wire.delete(setting).status()).isEqualTo(204);
  }
}
