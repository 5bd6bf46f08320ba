package io.sluice.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.cloud.AddressPlan;
import io.sluice.sandbox.cloud.Instance;
import io.sluice.sandbox.fabric.Fabric;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.FakeDocuments;
import io.sluice.sandbox.testing.Stack;
import io.sluice.sandbox.traffic.Traffic;
import io.sluice.sandbox.traffic.TrafficReport;
import io.sluice.sandbox.traffic.TrafficRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
  private static final String FLEET = Stack.COMPUTE + "/virtualMachineScaleSets/fleet";

  private final FakeDocuments documents = new FakeDocuments();
  private final ReflectorLauncher launcher = new ReflectorLauncher();
  @TempDir private Path folder;
  private Machines machines;
  private Fabric fabric;

  @BeforeEach
  void cloud() throws Exception {
    documents.put(Stack.network("10.213.1.0/24"));
    documents.put(Stack.publicIp("web-ip", "20.0.0.20"));
    documents.put(Stack.gateway("10.213.1.4", 900));
    documents.put(Stack.web(true, "10.214.0.4"));
    AddressPlan addresses = new AddressPlan(documents);
    assertThat(addresses.claim(Stack.SUBNET, "10.213.1.4", "gateway")).isTrue();
    machines = new Machines(documents, addresses, folder, launcher, new TimeScale(600));
    fabric = new Fabric(documents, machines);
    machines.observe(fabric);
    machines.onChange(fabric::refresh);
  }

  @AfterEach
  void end() {
    machines.close();
    fabric.close();
    assertThat(launcher.running).isEmpty();
  }

  @Test
  void instancesGetTheSubnetsNextAddressesAndBecomeHealthy() throws Exception {
    apply(2, "one", "Manual");
    awaitHealthy(2);

    assertThat(machines.instances(FLEET))
        .extracting(Instance::name, Instance::privateIp, Instance::provisioningState)
        .containsExactly(
            tuple("fleet_0", "10.213.1.5", "Succeeded"),
            tuple("fleet_1", "10.213.1.6", "Succeeded"));
  }

  @Test
  void aCrashedMachineIsReplacedByOneWithANewNumber() throws Exception {
    apply(2, "one", "Manual");
    awaitHealthy(2);
    launcher.crash("fleet_0");

    Await.until("fleet_0 is replaced", () -> names().equals(List.of("fleet_1", "fleet_2")));
    awaitHealthy(2);
    assertThat(launcher.running).containsOnlyKeys("fleet_1", "fleet_2");
  }

  @Test
  void withoutTheRepairPolicyACrashedMachineStaysUnhealthy() throws Exception {
    ObjectNode document = document(1, "one", "Manual");
    ((ObjectNode) document.at("/properties")).remove("automaticRepairsPolicy");
    machines.apply(FLEET, document).join();
    awaitHealthy(1);
    launcher.crash("fleet_0");

    Await.until(
        "the probe notices",
        () -> machines.instances(FLEET).getFirst().health().equals("Unhealthy"));
    assertThat(names()).containsExactly("fleet_0");
    assertThat(machines.instances(FLEET).getFirst().powerState()).isEqualTo("running");
  }

  @Test
  void scaleInLetsTheNewestDrainAndANumberIsNeverUsedAgain() throws Exception {
    apply(3, "one", "Manual");
    apply(1, "one", "Manual");
    assertThat(names()).containsExactly("fleet_0");
    assertThat(launcher.stopped).containsExactlyInAnyOrder("fleet_1", "fleet_2");

    apply(2, "one", "Manual");
    assertThat(names()).containsExactly("fleet_0", "fleet_3");

    machines.deleteInstances(FLEET, List.of("0")).join();
    assertThat(names()).containsExactly("fleet_3");
    machines.delete(FLEET).join();
    assertThat(names()).isEmpty();
  }

  @Test
  void aRollingUpgradeTakesTheNextMachineOnlyWhenTheLastOneIsHealthy() throws Exception {
    apply(3, "one", "Rolling");
    awaitHealthy(3);
    List<Long> healthyAtRelaunch = new CopyOnWriteArrayList<>();
    launcher.beforeLaunch =
        launched ->
            healthyAtRelaunch.add(
                machines.instances(FLEET).stream()
                    .filter(i -> !i.name().equals(launched))
                    .filter(i -> i.health().equals("Healthy"))
                    .count());

    apply(3, "two", "Rolling");

    assertThat(healthyAtRelaunch).containsExactly(2L, 2L, 2L);
    assertThat(machines.instances(FLEET)).allMatch(Instance::latestModel);
    assertThat(names()).containsExactly("fleet_0", "fleet_1", "fleet_2");
  }

  @Test
  void withManualUpgradesAMachineGetsTheNewModelWhenItIsNamed() throws Exception {
    apply(2, "one", "Manual");
    apply(2, "two", "Manual");
    assertThat(machines.instances(FLEET)).noneMatch(Instance::latestModel);

    machines.upgradeInstances(FLEET, List.of("1")).join();

    assertThat(machines.instances(FLEET))
        .extracting(Instance::latestModel)
        .containsExactly(false, true);
  }

  @Test
  void aMachineThatCannotBootIsFailedAndTheNextApplyTriesAgain() throws Exception {
    launcher.failure = "the disk is on fire";
    assertThatThrownBy(() -> apply(1, "one", "Manual"))
        .hasMessageContaining("VM 'fleet_0' reported a failure when booting: the disk is on fire");
    assertThat(machines.instances(FLEET))
        .extracting(Instance::provisioningState)
        .containsExactly("Failed");

    launcher.failure = null;
    apply(1, "one", "Manual");
    assertThat(machines.instances(FLEET))
        .extracting(Instance::provisioningState)
        .containsExactly("Succeeded");
  }

  @Test
  void aDocumentWithoutUserDataKeepsTheModel() throws Exception {
    apply(1, "one", "Rolling");
    ObjectNode answered = document(2, "one", "Rolling");
    ((ObjectNode) answered.at("/properties/virtualMachineProfile")).remove("userData");
    machines.apply(FLEET, answered).join();

    assertThat(launcher.running).containsOnlyKeys("fleet_0", "fleet_1");
    assertThat(launcher.stopped).isEmpty();
    assertThat(machines.instances(FLEET)).allMatch(Instance::latestModel);
  }

  @Test
  void throughputScalesOutAndItsAbsenceScalesIn() throws Exception {
    documents.put(document(1, "one", "Manual").toString());
    apply(1, "one", "Manual");
    awaitHealthy(1);
    Await.until("the server is healthy", this::serverHealthy);
    // 6 MB a minute and instance are 0.8 Mbit/s
    documents.put(
        """
        {'id': '/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/autoscaleSettings/a',
         'name': 'a', 'properties': {'enabled': true, 'targetResourceUri': '%s', 'profiles': [{
           'capacity': {'minimum': '1', 'maximum': '2', 'default': '1'}, 'rules': [%s, %s]}]}}
        """
            .formatted(
                FLEET,
                rule("GreaterThan", 6_000_000, "Increase"),
                rule("LessThan", 3_000_000, "Decrease")));

    TrafficReport report =
        new Traffic(fabric)
            .run(new TrafficRequest(null, 0, 0, 200, 10_000, 4, null), progress -> {});
    assertThat(report.completed()).isEqualTo(report.started());

    assertThat(launcher.running).containsKey("fleet_0");
    Await.until("it scaled out and in again", () -> launcher.stopped.contains("fleet_1"));
    Await.until("the capacity is 1", () -> capacity() == 1);
    assertThat(names()).contains("fleet_0");
  }

  private static String rule(String operator, long threshold, String direction) {
    return """
    {'metricTrigger': {'metricName': 'Network In Total', 'metricResourceUri': '%s',
       'timeGrain': 'PT1M', 'statistic': 'Average', 'timeWindow': 'PT5M',
       'timeAggregation': 'Average', 'operator': '%s', 'threshold': %d},
     'scaleAction': {'direction': '%s', 'type': 'ChangeCount', 'value': '1',
       'cooldown': 'PT10M'}}
    """
        .formatted(FLEET, operator, threshold, direction);
  }

  private int capacity() {
    return documents.get(FLEET).orElseThrow().at("/sku/capacity").asInt();
  }

  private boolean serverHealthy() {
    return fabric.status().frontends().stream()
        .flatMap(f -> f.backends().stream())
        .anyMatch(b -> b.health().label().equals("Healthy"));
  }

  private void apply(int capacity, String model, String mode) {
    machines.apply(FLEET, document(capacity, model, mode)).join();
  }

  private ObjectNode document(int capacity, String model, String mode) {
    String userData =
        """
        #cloud-config
        write_files:
          - path: /etc/sluice/boot.json
            content: '{"blueprint": "%s"}'
        """
            .formatted(model);
    return documents.put(
        """
        {'id': '%s', 'name': 'fleet', 'sku': {'capacity': %d}, 'properties': {
          'upgradePolicy': {'mode': '%s'},
          'automaticRepairsPolicy': {'enabled': true, 'gracePeriod': 'PT10M'},
          'virtualMachineProfile': {'userData': '%s', 'networkProfile': {
            'healthProbe': {'id': '%s'},
            'networkInterfaceConfigurations': [{'name': 'nic', 'properties': {
              'ipConfigurations': [{'name': 'ip', 'properties': {'subnet': {'id': '%s'},
                'loadBalancerBackendAddressPools': [{'id': '%s'}]}}]}}]}}}}
        """
            .formatted(
                FLEET,
                capacity,
                mode,
                Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)),
                Stack.GATEWAY_PROBE,
                Stack.SUBNET,
                Stack.GATEWAY_POOL));
  }

  private List<String> names() {
    return machines.instances(FLEET).stream().map(Instance::name).toList();
  }

  private void awaitHealthy(int count) throws Exception {
    Await.until(
        count + " are healthy",
        () ->
            machines.instances(FLEET).stream().filter(i -> i.health().equals("Healthy")).count()
                == count);
  }
}
