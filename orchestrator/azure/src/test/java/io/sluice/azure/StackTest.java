package io.sluice.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.apply.Applier;
import io.sluice.engine.apply.ApplyResult;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Network;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.blueprint.Tunnel;
import io.sluice.engine.blueprint.Tunnels;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.plan.Action;
import io.sluice.engine.plan.Change;
import io.sluice.engine.plan.Plan;
import io.sluice.engine.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole stack through the real planner and applier, over HTTP. */
class StackTest {
  @TempDir Path folder;
  private FakeArm arm;
  private Bundle bundle;

  @BeforeEach
  void start() throws IOException {
    arm = new FakeArm();
    bundle = Fixtures.bundle(folder, "appliance");
  }

  @AfterEach
  void stop() {
    arm.close();
  }

  private AzureProvider open(Blueprint blueprint) {
    return AzureProvider.open(blueprint, Fixtures.session(arm.url()), bundle);
  }

  private Plan plan(Blueprint blueprint) {
    return new Planner(open(blueprint)).plan();
  }

  private void apply(Blueprint blueprint) {
    AzureProvider provider = open(blueprint);
    run(provider, new Planner(provider).plan());
  }

  private void destroy(Blueprint blueprint) {
    AzureProvider provider = open(blueprint);
    run(provider, new Planner(provider).destroyPlan());
  }

  private static void run(AzureProvider provider, Plan plan) {
    ApplyResult result = new Applier(provider, 8, event -> {}).apply(plan);
    assertThat(result.failed()).isEmpty();
    assertThat(result.ok()).isTrue();
  }

  private static List<Change> changes(Plan plan) {
    return plan.changes().stream().filter(one -> one.action() != Action.NO_OP).toList();
  }

  private static List<String> said(Plan plan) {
    return changes(plan).stream().map(one -> one.action() + " " + one.key()).toList();
  }

  private void seedUsersLoadBalancer(int frontends) throws IOException {
    String parts =
        String.join(
            ",",
            IntStream.range(0, frontends)
                .mapToObj(
                    i ->
                        """
                        {"name": "%s", "zones": ["1"], "properties": {"publicIPAddress": {"id": "/x/ip%d"},
                         "privateIPAllocationMethod": "Dynamic"}}
                        """
                            .formatted(i == 0 ? "web" : "web" + i, i))
                .toList());
    arm.seed(
        Fixtures.USERS_LB,
        """
        {"location": "westeurope", "tags": {"owner": "shop"}, "sku": {"name": "Standard"},
         "properties": {"frontendIPConfigurations": [%s],
           "outboundRules": [{"name": "out", "properties": {"protocol": "All",
             "backendAddressPool": {"id": "/x"}, "frontendIPConfigurations": []}}]}}
        """
            .formatted(parts));
  }

  @Test
  void secondApplyChangesNothing() {
    apply(Fixtures.blueprint());
    assertThat(said(plan(Fixtures.blueprint()))).isEmpty();
  }

  @Test
  void planOfAStandingStackCostsAtMostFourteenCallsHoweverManyLinks() throws IOException {
    seedUsersLoadBalancer(11);
    Source[] links =
        IntStream.range(0, 11)
            .mapToObj(i -> new Source.Frontend(Fixtures.USERS_FRONTEND + (i == 0 ? "" : "" + i)))
            .toArray(Source[]::new);
    Blueprint blueprint = Fixtures.blueprint(links);
    apply(blueprint);
    arm.forgetCalls();
    assertThat(said(plan(blueprint))).isEmpty();
    assertThat(arm.calls()).hasSizeLessThanOrEqualTo(14);
  }

  @Test
  void outputsAfterAPlanThatFoundNothingToDoCostNoCall() {
    apply(Fixtures.blueprint());
    AzureProvider provider = open(Fixtures.blueprint());
    assertThat(new Planner(provider).plan().changes())
        .allMatch(change -> change.action() == Action.NO_OP);
    arm.forgetCalls();
    assertThat(provider.outputs())
        .containsEntry("public address of web", "203.0.113.7")
        .containsEntry("gateway frontend", Fixtures.GATEWAY_FRONTEND)
        .containsKeys("mailbox", "scale set");
    assertThat(arm.calls()).isEmpty();
  }

  @Test
  void destroyLeavesNothingButWhatIsTheUsers() throws IOException {
    seedUsersLoadBalancer(1);
    String before = arm.document(Fixtures.USERS_LB).path("properties").toString();
    Blueprint blueprint = Fixtures.blueprint(new Source.Frontend(Fixtures.USERS_FRONTEND));
    apply(blueprint);
    assertThat(arm.document(Fixtures.USERS_LB).toString()).contains("web-inspection-gateway");
    destroy(blueprint);
    assertThat(arm.ids()).containsExactly(Fixtures.USERS_LB);
    assertThat(arm.blobNames()).isEmpty();
    assertThat(arm.document(Fixtures.USERS_LB).path("properties"))
        .isEqualTo(new com.fasterxml.jackson.databind.ObjectMapper().readTree(before));
  }

  @Test
  void linkTouchesOneFieldOfTheUsersLoadBalancer() throws IOException {
    seedUsersLoadBalancer(2);
    var before = arm.document(Fixtures.USERS_LB).deepCopy();
    apply(Fixtures.blueprint(new Source.Frontend(Fixtures.USERS_FRONTEND)));
    var after = arm.document(Fixtures.USERS_LB).deepCopy();
    assertThat(after.at("/properties/frontendIPConfigurations/0/properties/gatewayLoadBalancer/id"))
        .hasToString("\"" + Fixtures.GATEWAY_FRONTEND + "\"");
    ((com.fasterxml.jackson.databind.node.ObjectNode)
            after.at("/properties/frontendIPConfigurations/0/properties"))
        .remove("gatewayLoadBalancer");
    before.remove("etag");
    after.remove("etag");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void frontendOfSomebodyElsesGatewayIsRefusedBeforeAnythingIsMade() throws IOException {
    seedUsersLoadBalancer(1);
    ((com.fasterxml.jackson.databind.node.ObjectNode)
            arm.document(Fixtures.USERS_LB).at("/properties/frontendIPConfigurations/0/properties"))
        .putObject("gatewayLoadBalancer")
        .put("id", "/subscriptions/s/resourceGroups/g/providers/n/loadBalancers/x/f/y");
    arm.forgetCalls();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> plan(Fixtures.blueprint(new Source.Frontend(Fixtures.USERS_FRONTEND))))
        .hasMessageContaining("already linked");
    assertThat(arm.calls()).allMatch(call -> call.method().equals("GET"));
  }

  @Test
  void linksToWhatIsNotThereOrNotPublicAreAllRefusedBeforeAnythingIsMade() throws IOException {
    seedUsersLoadBalancer(2);
    ((com.fasterxml.jackson.databind.node.ObjectNode)
            arm.document(Fixtures.USERS_LB).at("/properties/frontendIPConfigurations/1/properties"))
        .remove("publicIPAddress");
    String card = Fixtures.USERS_LB.replace("loadBalancers/shop", "networkInterfaces/");
    arm.seed(card + "inside", "{\"properties\": {\"ipConfigurations\": [{\"name\": \"one\"}]}}");
    arm.forgetCalls();
    Blueprint blueprint =
        Fixtures.blueprint(
            new Source.Frontend(Fixtures.USERS_FRONTEND),
            new Source.Frontend(Fixtures.USERS_LB + "/frontendIPConfigurations/missing"),
            new Source.Frontend(Fixtures.USERS_LB + "/frontendIPConfigurations/web1"),
            new Source.PublicIp(card + "missing/ipConfigurations/one"),
            new Source.PublicIp(card + "inside/ipConfigurations/one"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> plan(blueprint))
        .isInstanceOfSatisfying(
            io.sluice.engine.problem.ProblemException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.code() + " " + problem.summary())
                    .containsExactlyInAnyOrder(
                        "azure.no-such-source There is no `%s/frontendIPConfigurations/missing`."
                            .formatted(Fixtures.USERS_LB),
                        "AZ-7 The frontend `%s/frontendIPConfigurations/web1` is not public."
                            .formatted(Fixtures.USERS_LB),
                        "azure.no-such-source There is no `%smissing/ipConfigurations/one`."
                            .formatted(card),
                        "AZ-7 `%sinside/ipConfigurations/one` has no public address."
                            .formatted(card)));
    assertThat(arm.calls()).allMatch(call -> call.method().equals("GET"));
  }

  @Test
  void otherTunnelsMeanANewGatewayBesideTheOldOne() throws IOException {
    seedUsersLoadBalancer(1);
    Blueprint blueprint = Fixtures.blueprint(new Source.Frontend(Fixtures.USERS_FRONTEND));
    apply(blueprint);
    Blueprint changed =
        Fixtures.withTunnels(
            blueprint, new Tunnels(new Tunnel(910, 10800), new Tunnel(911, 10801)));
    assertThat(said(plan(changed)))
        .contains(
            "REPLACE Microsoft.Network/loadBalancers/gateway",
            "UPDATE Microsoft.Network/loadBalancers/public-web",
            "UPDATE Microsoft.Compute/virtualMachineScaleSets/appliances");
    apply(changed);
    assertThat(said(plan(changed))).isEmpty();
    assertThat(arm.ids())
        .filteredOn(id -> id.contains("-gateway"))
        .singleElement()
        .asString()
        .endsWith("web-inspection-gateway-r2");
    destroy(changed);
    assertThat(arm.ids()).containsExactly(Fixtures.USERS_LB);
  }

  @Test
  void numberOfMachinesThatAutoscaleChoseIsNoDrift() {
    apply(Fixtures.blueprint());
    arm.ids().stream()
        .filter(id -> id.contains("virtualMachineScaleSets/"))
        .forEach(
            id ->
                ((com.fasterxml.jackson.databind.node.ObjectNode) arm.document(id).path("sku"))
                    .put("capacity", 5));
    assertThat(said(plan(Fixtures.blueprint()))).isEmpty();
    Blueprint smaller = Fixtures.withScale(Fixtures.blueprint(), 2, 4);
    assertThat(said(plan(smaller)))
        .containsExactlyInAnyOrder(
            "UPDATE Microsoft.Compute/virtualMachineScaleSets/appliances",
            "UPDATE Microsoft.Insights/autoscaleSettings/appliances");
    apply(smaller);
    assertThat(said(plan(smaller))).isEmpty();
  }

  @Test
  void identitiesThatAPolicyGaveTheMachinesAreNoDriftAndStay() {
    apply(Fixtures.blueprint());
    String set =
        Fixtures.GROUP
            + "/providers/Microsoft.Compute/virtualMachineScaleSets/web-inspection-appliances";
    // In front of ours and behind it, since Azure gives them in no order.
    List<String> others = List.of("/subscriptions/0/a", "/subscriptions/z/z");
    var identity =
        (com.fasterxml.jackson.databind.node.ObjectNode) arm.document(set).path("identity");
    var ours = identity.path("userAssignedIdentities").deepCopy();
    identity.put("type", "SystemAssigned, UserAssigned");
    var all = identity.putObject("userAssignedIdentities");
    all.putObject(others.getFirst());
    all.setAll((com.fasterxml.jackson.databind.node.ObjectNode) ours);
    all.putObject(others.getLast());

    assertThat(said(plan(Fixtures.blueprint()))).isEmpty();

    apply(Fixtures.withScale(Fixtures.blueprint(), 3, 8));
    assertThat(arm.document(set).at("/sku/capacity").asInt()).isEqualTo(3);
    assertThat(arm.document(set).path("identity").path("type").asText())
        .isEqualTo("SystemAssigned, UserAssigned");
    assertThat(arm.document(set).path("identity").path("userAssignedIdentities").fieldNames())
        .toIterable()
        .hasSize(3)
        .containsAll(others);
  }

  @Test
  void newBundleIsPutBesideTheOldOneAndMachinesAreMovedToIt() {
    apply(Fixtures.blueprint());
    bundle = Fixtures.bundle(folder, "another appliance");
    assertThat(said(plan(Fixtures.blueprint())))
        .containsExactlyInAnyOrder(
            "REPLACE " + MailboxObject.TYPE + "/bundle",
            "UPDATE Microsoft.Compute/virtualMachineScaleSets/appliances");
    apply(Fixtures.blueprint());
    assertThat(said(plan(Fixtures.blueprint()))).isEmpty();
    assertThat(arm.blobNames()).hasSize(2).anyMatch(name -> name.endsWith(bundle.object()));
  }

  @Test
  void resourceGroupOfSomebodyElseIsUsedAndStays() throws IOException {
    arm.seed(Fixtures.GROUP, "{\"location\": \"westeurope\", \"tags\": {\"owner\": \"shop\"}}");
    Blueprint blueprint = Fixtures.blueprint();
    assertThat(said(plan(blueprint))).noneMatch(line -> line.contains("resourceGroups"));
    apply(blueprint);
    assertThat(said(plan(blueprint))).isEmpty();
    destroy(blueprint);
    assertThat(arm.ids()).containsExactly(Fixtures.GROUP);
    assertThat(arm.document(Fixtures.GROUP).path("tags")).hasToString("{\"owner\":\"shop\"}");
  }

  @Test
  void resourceGroupThatHoldsSomethingElseStaysAndSaysWhat() throws IOException {
    apply(Fixtures.blueprint());
    String disk = Fixtures.GROUP + "/providers/Microsoft.Compute/disks/keepsake";
    arm.seed(disk, "{\"location\": \"westeurope\"}");
    AzureProvider provider = open(Fixtures.blueprint());
    ApplyResult result =
        new Applier(provider, 8, event -> {}).apply(new Planner(provider).destroyPlan());
    assertThat(result.failed())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("azure.group-not-empty");
              assertThat(problem.summary()).contains("Microsoft.Compute/disks `keepsake`");
            });
    assertThat(arm.ids()).containsExactly(Fixtures.GROUP, disk);
  }

  @Test
  void foreignThingOfOurNameIsRefused() throws IOException {
    arm.seed(Fixtures.GROUP, "{\"location\": \"westeurope\"}");
    arm.seed(
        Fixtures.GROUP + "/providers/Microsoft.Network/virtualNetworks/Web-Inspection-network",
        "{\"location\": \"westeurope\"}");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> plan(Fixtures.blueprint()))
        .hasMessageContaining("does not belong to blueprint `web-inspection`");
  }

  @Test
  void existingSubnetIsUsedAndNoNetworkIsMade() {
    String subnet =
        "/subscriptions/%s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/nva"
            .formatted(Fixtures.SUBSCRIPTION);
    Blueprint blueprint =
        Fixtures.withNetwork(Fixtures.blueprint(), new Network(null, null, subnet));
    apply(blueprint);
    assertThat(arm.ids()).noneMatch(id -> id.contains("/virtualNetworks/"));
    assertThat(said(plan(blueprint))).isEmpty();
    destroy(blueprint);
    assertThat(arm.ids()).isEmpty();
  }

  @Test
  void rightsOfAnotherOperatorAreLeftAloneUntilTheMailboxGoes() {
    apply(Fixtures.blueprint());
    AzureSession other =
        AzureSession.loopback(
            arm.url(),
            Fixtures.token("{\"oid\":\"00000000-0000-0000-0000-0000000000bb\"}"),
            java.time.Duration.ofMillis(10));
    AzureProvider provider = AzureProvider.open(Fixtures.blueprint(), other, bundle);
    Plan plan = new Planner(provider).plan();
    assertThat(said(plan))
        .containsExactly(
            "CREATE " + RoleAssignment.TYPE + "/operator-00000000-0000-0000-0000-0000000000bb");
    run(provider, plan);
    assertThat(said(plan(Fixtures.blueprint()))).isEmpty();
    destroy(Fixtures.blueprint());
    assertThat(arm.ids()).isEmpty();
  }
}
