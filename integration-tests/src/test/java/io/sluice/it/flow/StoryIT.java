package io.sluice.it.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.it.stage.Await;
import io.sluice.it.stage.Flat;
import io.sluice.it.stage.Loopback;
import io.sluice.it.stage.Outcome;
import io.sluice.it.stage.Shell;
import io.sluice.it.stage.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One person's rehearsal of the example blueprint, from the first apply to the last process. */
@ResourceLock(Loopback.AZURE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoryIT {
  private static final int MOST_CALLS = 20;

  private Shell shell;
  private Path blueprint;
  private SortedMap<String, JsonNode> users;

  @BeforeAll
  void enter(@TempDir Path home) throws Exception {
    shell = new Shell(home);
    shell.orchestrator("sandbox", "start").succeeds();
    blueprint = shell.write("web.yaml", Blueprints.example());
  }

  @AfterAll
  void leave() throws Exception {
    shell.orchestrator("sandbox", "stop");
  }

  @Test
  @Order(1)
  void applyMakesAFleetOfTwoAndWaitsUntilItIsReady() throws Exception {
    apply().succeeds();

    assertThat(ready()).isEqualTo(2);
  }

  @Test
  @Order(2)
  void aThousandConversationsLoseNothingAndTheCountersAgree() throws Exception {
    Outcome traffic = shell.orchestrator("sandbox", "traffic", "--conversations", 1000, "--json");

    traffic.succeeds();
    Report.of(traffic).lostNothing(1000).agrees(2);
  }

  @Test
  @Order(3)
  void aSecondApplyChangesNothingAndAsksLittle() throws Exception {
    assertThat(callsOf(() -> assertThat(apply().succeeds().out()).contains("No changes")))
        .isLessThanOrEqualTo(MOST_CALLS);
  }

  @Test
  @Order(4)
  void tenMoreLinksCostASecondApplyNoMoreCalls() throws Exception {
    Users.create(shell.cloud(), 11);
    users = shell.cloud().everything();
    users.keySet().removeIf(id -> !id.contains("/resourcegroups/shop"));
    String linked =
        Blueprints.link(
            Blueprints.example(), IntStream.rangeClosed(1, 10).mapToObj(Users::frontend).toList());
    shell.write("web.yaml", linked);
    assertThat(apply().succeeds().out()).contains("10 to link");

    assertThat(callsOf(() -> assertThat(apply().succeeds().out()).contains("No changes")))
        .isLessThanOrEqualTo(MOST_CALLS);
  }

  @Test
  @Order(5)
  void aNewScaleIsAnUpdateAndDoneAsOne() throws Exception {
    change("max: 4", "max: 6", "update", "autoscale");
  }

  @Test
  @Order(6)
  void aNewProbeIntervalIsAnUpdateAndDoneAsOne() throws Exception {
    change("interval: 5s", "interval: 6s", "update", "loadBalancers");
  }

  @Test
  @Order(7)
  void aNewVniIsAReplacementWithItsReasonAndDoneAsOne() throws Exception {
    String plan = change("vni: 900", "vni: 910", "replace", "");

    assertThat(plan).contains("forces a replacement", "traffic:");
  }

  @Test
  @Order(8)
  void afterAllChangesPacketsStillCrossTheFleet() throws Exception {
    Outcome traffic =
        shell.orchestrator(
            "sandbox", "traffic", "--conversations", 200, "--frontend", ours(), "--json");

    traffic.succeeds();
    Report.of(traffic).lostNothing(200).agrees(2);
  }

  @Test
  @Order(9)
  void whenAnApplianceIsKilledItsFlowsMoveTheOthersLoseNothingAndTheFleetHeals() throws Exception {
    List<String> before = machines();
    assertThat(before).hasSize(2);
    String doomed = before.getFirst();
    String other = before.getLast();
    long base = sentTo(other);
    Path out = shell.home().resolve("traffic.json");
    Process traffic =
        shell.start(
            out,
            shell.home().resolve("traffic.err"),
            "sandbox",
            "traffic",
            "--duration",
            "40s",
            "--rate",
            40,
            "--frontend",
            ours(),
            "--json");
    Await.until("packets flow", () -> sentTo(other) > base + 100);

    kill9(doomed);

    assertThat(traffic.waitFor(3, TimeUnit.MINUTES)).isTrue();
    Report report = Report.of(new Outcome("sandbox traffic", 1, Files.readString(out), ""));
    assertThat(report.appliance(other).path("lost").asLong()).isZero();
    assertThat(report.appliance(other).path("verdict").asText()).isEqualTo("agrees");
    assertThat(report.lost()).isPositive();
    assertThat(report.moved()).isPositive();
    assertThat(report.completed()).isEqualTo(report.started());
    Await.until("the scale set has repaired the fleet", () -> ready() == 2);
  }

  @Test
  @Order(20)
  void destroyLeavesNothingOfOursAndTheUsersThingsAsTheyWere() throws Exception {
    shell.orchestrator("destroy", blueprint, "--sandbox", "--auto-approve").succeeds();

    SortedMap<String, JsonNode> left = shell.cloud().everything();
    assertThat(left.keySet()).isEqualTo(users.keySet());
    for (Map.Entry<String, JsonNode> entry : users.entrySet()) {
      Flat before = Flat.of(entry.getValue());
      assertThat(Flat.of(left.get(entry.getKey())).differences(before))
          .as(entry.getKey())
          .isEmpty();
    }
  }

  @Test
  @Order(21)
  void theSandboxStopsAndLeavesNoProcess() throws Exception {
    shell.orchestrator("sandbox", "stop").succeeds();

    assertThat(shell.processes()).isEmpty();
  }

  /** Edits the blueprint; plan must say so, apply do just that, and the next plan nothing. */
  private String change(String from, String to, String action, String kind) throws Exception {
    String text = Files.readString(blueprint);
    shell.write("web.yaml", Blueprints.edit(text, from, to));
    Outcome plan = shell.orchestrator("plan", blueprint, "--sandbox", "--json").succeeds();
    assertThat(plan.json().path("changes"))
        .as(plan.toString())
        .anyMatch(
            change ->
                change.path("action").asText().equals(action)
                    && change.path("kind").asText().matches("(?i).*" + kind + ".*")
                    && !change.path("fields").isEmpty());
    Outcome drawn = shell.orchestrator("plan", blueprint, "--sandbox").succeeds();
    apply().succeeds();
    Outcome after =
        shell.orchestrator("plan", blueprint, "--sandbox", "--detailed-exitcode").succeeds();
    assertThat(after.out()).contains("No changes");
    return drawn.out();
  }

  private Outcome apply() throws Exception {
    return shell.orchestrator("apply", blueprint, "--sandbox", "--auto-approve");
  }

  private long ready() throws Exception {
    JsonNode status =
        shell.orchestrator("status", blueprint, "--sandbox", "--json").succeeds().json();
    long ready = 0;
    for (JsonNode machine : status.path("machines")) {
      ready += machine.path("ready").asBoolean() ? 1 : 0;
    }
    return ready;
  }

  private List<String> machines() throws Exception {
    List<String> names = new ArrayList<>();
    shell
        .orchestrator("status", blueprint, "--sandbox", "--json")
        .succeeds()
        .json()
        .path("machines")
        .forEach(machine -> names.add(machine.path("name").asText()));
    return names;
  }

  private void kill9(String machine) throws Exception {
    Path pid = shell.home().resolve("sandbox/machines").resolve(machine).resolve("pid");
    long number = Long.parseLong(Files.readString(pid).strip().split("\\s", -1)[0]);
    assertThat(ProcessHandle.of(number).orElseThrow().destroyForcibly()).isTrue();
  }

  /** The address of the example's own public load balancer. */
  private String ours() throws Exception {
    for (Map.Entry<String, JsonNode> entry : shell.cloud().everything().entrySet()) {
      if (entry.getKey().matches(".*/resourcegroups/web-inspection/.*/publicipaddresses/.*")) {
        return entry.getValue().path("properties").path("ipAddress").asText();
      }
    }
    throw new AssertionError("there is no public address of ours");
  }

  /** Packets that the fabric has sent to a machine. */
  private long sentTo(String machine) throws Exception {
    for (JsonNode holder : shell.cloud().control("GET", "/status", "").findParents("external")) {
      if (holder.path("name").asText().equals(machine)) {
        return holder.path("external").path("sentPackets").asLong();
      }
    }
    return 0;
  }

  private interface Work {
    void run() throws Exception;
  }

  private long callsOf(Work work) throws Exception {
    long before = calls();
    work.run();
    return calls() - before;
  }

  private long calls() throws Exception {
    return shell.cloud().control("GET", "/calls", "").path("total").asLong();
  }
}
