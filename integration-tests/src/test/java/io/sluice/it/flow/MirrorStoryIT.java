package io.sluice.it.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.it.Places;
import io.sluice.it.stage.Amazon;
import io.sluice.it.stage.Await;
import io.sluice.it.stage.Loopback;
import io.sluice.it.stage.Outcome;
import io.sluice.it.stage.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TrafficMirrorSession;

/** One person's rehearsal of both mirror examples, from the first apply to the last process. */
@ResourceLock(Loopback.AWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MirrorStoryIT {
  private static final int SOURCES = 60;

  private Shell shell;
  private Amazon amazon;
  private Path netops;
  private Path secops;
  private SortedMap<String, JsonNode> users;
  private String foreign = "";

  @BeforeAll
  void enter(@TempDir Path home) throws Exception {
    shell = new Shell(home);
    shell.orchestrator("sandbox", "start").succeeds();
    amazon = shell.amazon();
    foreign = foreignSession();
    users = amazon.everything();
    netops = shell.write("netops.yaml", example("aws-mirror-netops.yaml"));
    secops = shell.write("secops.yaml", example("aws-mirror-secops.yaml"));
  }

  @AfterAll
  void leave() throws Exception {
    amazon.close();
    shell.orchestrator("sandbox", "stop");
  }

  @Test
  @Order(1)
  void applyMirrorsSixtyInterfacesIntoAFleetOfTwo() throws Exception {
    assertThat(apply(netops).succeeds().out()).contains("60 to link");

    assertThat(ready(netops)).isEqualTo(2);
    assertThat(ours(4021)).hasSize(SOURCES);
  }

  @Test
  @Order(2)
  void everyMirroredPacketIsCountedByAnAppliance() throws Exception {
    agrees(traffic("--conversations", 500), 2);
  }

  @Test
  @Order(3)
  void aSecondApplyChangesNothing() throws Exception {
    assertThat(apply(netops).succeeds().out()).contains("No changes");
  }

  @Test
  @Order(4)
  void theSessionOfSomebodyElseStaysFirstOnItsInterface() {
    TrafficMirrorSession theirs = session(foreign);
    TrafficMirrorSession ours =
        ours(4021).stream()
            .filter(each -> each.networkInterfaceId().equals(theirs.networkInterfaceId()))
            .findFirst()
            .orElseThrow();

    assertThat(ours.sessionNumber()).isGreaterThan(theirs.sessionNumber());
  }

  @Test
  @Order(5)
  void watchEnrolsWhatComesAndForgetsWhatNoLongerMatches() throws Exception {
    TrafficMirrorSession before = session(foreign);
    Path log = shell.home().resolve("watch.log");
    Process watch =
        shell.start(
            log,
            shell.home().resolve("watch.err"),
            "watch",
            netops,
            "--sandbox",
            "--auto-approve",
            "--every",
            "2s");
    try {
      Await.until("it watches", () -> Files.readString(log).contains("Watching"));
      List<String> fresh = amazon.run(10, Amazon.SUBNET_B, Map.of("tier", "web"));
      Await.until("ten more are enrolled", () -> ours(4021).size() == SOURCES + 10);
      amazon
          .ec2()
          .deleteTags(
              r -> r.resources(fresh.subList(0, 5)).tags(Tag.builder().key("tier").build()));
      Await.until("five are forgotten", () -> ours(4021).size() == SOURCES + 5);
      amazon.ec2().terminateInstances(r -> r.instanceIds(fresh));
      Await.until("the rest is gone with its instances", () -> ours(4021).size() == SOURCES);
    } finally {
      watch.destroy();
      assertThat(watch.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(session(foreign)).isEqualTo(before);
    assertThat(Files.readString(log).lines().filter(line -> line.contains(" linked "))).hasSize(10);
  }

  @Test
  @Order(6)
  void driftIsMendedByTheNextApply() throws Exception {
    TrafficMirrorSession one = ours(4021).getFirst();
    amazon
        .ec2()
        .deleteTrafficMirrorSession(r -> r.trafficMirrorSessionId(one.trafficMirrorSessionId()));
    TrafficMirrorSession other = ours(4021).getFirst();
    amazon
        .ec2()
        .modifyTrafficMirrorSession(
            r -> r.trafficMirrorSessionId(other.trafficMirrorSessionId()).virtualNetworkId(7));

    assertThat(apply(netops).succeeds().out()).contains("2 to link");

    assertThat(ours(4021)).hasSize(SOURCES);
  }

  @Test
  @Order(7)
  void aGatewayLoadBalancerBringsTheSameByGeneve() throws Exception {
    apply(secops).succeeds();

    assertThat(ready(secops)).isEqualTo(2);
    assertThat(ours(4022)).hasSizeGreaterThan(SOURCES);
    agrees(traffic("--conversations", 300), 4);
    assertThat(apply(secops).succeeds().out()).contains("No changes");
  }

  @Test
  @Order(8)
  void destroyOfOneLeavesTheOther() throws Exception {
    shell.orchestrator("destroy", secops, "--sandbox", "--auto-approve").succeeds();

    assertThat(ours(4022)).isEmpty();
    assertThat(apply(netops).succeeds().out()).contains("No changes");
  }

  @Test
  @Order(9)
  void theFleetGrowsUnderLoadAndShrinksWithoutLoss() throws Exception {
    shell.write(
        "netops.yaml",
        Blueprints.edit(Files.readString(netops), "throughput: 4 Gbps", "throughput: 1 Mbps"));
    assertThat(apply(netops).succeeds().out()).contains("1 to update");

    Path report = shell.home().resolve("load.json");
    Process load =
        shell.start(
            report,
            shell.home().resolve("load.err"),
            "sandbox",
            "traffic",
            "--duration",
            "100s",
            "--rate",
            120,
            "--json");
    Await.until("the fleet grows", () -> ready(netops) > 2);
    assertThat(load.waitFor(5, TimeUnit.MINUTES)).isTrue();
    JsonNode grown = json(Files.readString(report));
    Set<String> shared = new HashSet<>();
    grown
        .path("appliances")
        .forEach(
            each -> {
              if (each.path("sent").path("packets").asLong() > 0) {
                shared.add(each.path("name").asText());
              }
            });
    assertThat(shared).as(grown.toPrettyString()).hasSizeGreaterThan(2);
    assertThat(grown.path("drops")).as(grown.toPrettyString()).isEmpty();
    Await.until("the fleet shrinks", () -> ready(netops) == 2);
    assertThat(grown.path("agrees").asBoolean()).as(grown.toPrettyString()).isTrue();
    shared.removeAll(machines(netops));
    assertThat(shared).isNotEmpty();
    for (String gone : shared) {
      JsonNode last = amazon.status(gone);
      assertThat(last.path("state").asText()).as(last.toPrettyString()).isEqualTo("draining");
      assertThat(last.at("/counters/observed.mirror.packets").asLong())
          .as(last.toPrettyString())
          .isPositive()
          .isEqualTo(last.at("/counters/in.mirror.packets").asLong());
    }
  }

  @Test
  @Order(20)
  void destroyLeavesNothingOfOursAndTheUsersThingsAsTheyWere() throws Exception {
    shell.orchestrator("destroy", netops, "--sandbox", "--auto-approve").succeeds();

    SortedMap<String, JsonNode> left = new TreeMap<>(amazon.everything());
    assertThat(left.keySet()).isEqualTo(users.keySet());
    for (Map.Entry<String, JsonNode> entry : users.entrySet()) {
      assertThat(left.get(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
    }
  }

  @Test
  @Order(21)
  void theSandboxStopsAndLeavesNoProcess() throws Exception {
    shell.orchestrator("sandbox", "stop").succeeds();

    assertThat(shell.processes()).isEmpty();
  }

  /** A session of somebody else's on the first interface that the example mirrors. */
  private String foreignSession() {
    String tool = amazon.run(1, Amazon.SUBNET_A, Map.of("role", "tool")).getFirst();
    String target =
        amazon
            .ec2()
            .createTrafficMirrorTarget(
                r -> r.networkInterfaceId(amazon.interfaces(tool).getFirst()))
            .trafficMirrorTarget()
            .trafficMirrorTargetId();
    String filter =
        amazon
            .ec2()
            .createTrafficMirrorFilter(r -> r.description("theirs"))
            .trafficMirrorFilter()
            .trafficMirrorFilterId();
    String source =
        amazon
            .ec2()
            .describeInstances(
                r -> r.filters(Filter.builder().name("tag:tier").values("web").build()))
            .reservations()
            .getFirst()
            .instances()
            .getFirst()
            .networkInterfaces()
            .getFirst()
            .networkInterfaceId();
    return amazon
        .ec2()
        .createTrafficMirrorSession(
            r ->
                r.networkInterfaceId(source)
                    .trafficMirrorTargetId(target)
                    .trafficMirrorFilterId(filter)
                    .sessionNumber(5)
                    .virtualNetworkId(99))
        .trafficMirrorSession()
        .trafficMirrorSessionId();
  }

  private TrafficMirrorSession session(String id) {
    return amazon.sessions().stream()
        .filter(each -> each.trafficMirrorSessionId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private List<TrafficMirrorSession> ours(int vni) {
    return amazon.sessions().stream().filter(each -> each.virtualNetworkId() == vni).toList();
  }

  private JsonNode traffic(Object... options) throws Exception {
    Object[] words = new Object[options.length + 3];
    words[0] = "sandbox";
    words[1] = "traffic";
    System.arraycopy(options, 0, words, 2, options.length);
    words[words.length - 1] = "--json";
    return shell.orchestrator(words).succeeds().json().path("report");
  }

  private static JsonNode json(String text) throws IOException {
    return new Outcome("sandbox traffic", 0, text, "").json().path("report");
  }

  /**
   * What the fabric sent to appliances is what they counted and observed, packet for packet and
   * byte for byte, and all that was mirrored was sent. Compared here again, not taken from the
   * report's own verdict.
   */
  private static void agrees(JsonNode report, int appliances) {
    String all = report.toPrettyString();
    assertThat(report.path("appliances")).as(all).hasSize(appliances);
    long sent = 0;
    for (JsonNode appliance : report.path("appliances")) {
      assertThat(appliance.path("counted").path("in")).as(all).isEqualTo(appliance.path("sent"));
      assertThat(appliance.path("counted").path("observed").asLong())
          .as(all)
          .isEqualTo(appliance.path("sent").path("packets").asLong());
      sent += appliance.path("sent").path("packets").asLong();
    }
    assertThat(sent).as(all).isPositive();
    assertThat(report.path("mirrored").path("packets").asLong()).as(all).isEqualTo(sent);
    assertThat(report.path("drops")).as(all).isEmpty();
    assertThat(report.path("agrees").asBoolean()).as(all).isTrue();
  }

  private static String example(String name) throws IOException {
    return Files.readString(Places.distribution().resolve("blueprints").resolve(name));
  }

  private Outcome apply(Path blueprint) throws IOException, InterruptedException {
    return shell.orchestrator("apply", blueprint, "--sandbox", "--auto-approve");
  }

  private Set<String> machines(Path blueprint) throws IOException, InterruptedException {
    Set<String> names = new HashSet<>();
    shell
        .orchestrator("status", blueprint, "--sandbox", "--json")
        .succeeds()
        .json()
        .path("machines")
        .forEach(machine -> names.add(machine.path("name").asText()));
    return names;
  }

  private long ready(Path blueprint) throws IOException, InterruptedException {
    JsonNode status =
        shell.orchestrator("status", blueprint, "--sandbox", "--json").succeeds().json();
    long ready = 0;
    for (JsonNode machine : status.path("machines")) {
      ready += machine.path("ready").asBoolean() ? 1 : 0;
    }
    return ready;
  }
}
