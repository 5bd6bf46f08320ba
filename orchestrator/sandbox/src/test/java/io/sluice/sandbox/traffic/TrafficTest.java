package io.sluice.sandbox.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.sandbox.fabric.Fabric;
import io.sluice.sandbox.fabric.FabricStatus;
import io.sluice.sandbox.fabric.Health;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.FakeDocuments;
import io.sluice.sandbox.testing.NoScaleSets;
import io.sluice.sandbox.testing.Reflector;
import io.sluice.sandbox.testing.Stack;
import io.sluice.sandbox.traffic.TrafficReport.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final String ONE = "10.211.1.5";
  private static final String TWO = "10.211.1.6";

  private final FakeDocuments documents = new FakeDocuments();
  private Fabric fabric;
  private Traffic traffic;

  @BeforeEach
  void cloud() {
    documents.put(Stack.publicIp("web-ip", "20.0.0.10"));
    documents.put(Stack.gateway("10.211.1.4", 900, ONE, TWO));
    documents.put(Stack.web(true, "10.212.0.4", "10.212.0.5"));
    fabric = new Fabric(documents, new NoScaleSets());
    traffic = new Traffic(fabric);
  }

  @AfterEach
  void end() {
    fabric.close();
  }

  @Test
  void aThousandConversationsLoseNothingAndTheAppliancesCountTheSame() throws Exception {
    try (Reflector one = new Reflector("127.211.1.5");
        Reflector two = new Reflector("127.211.1.6")) {
      awaitHealth(ONE, Health.HEALTHY);
      awaitHealth(TWO, Health.HEALTHY);
      awaitBackends();

      TrafficReport report = traffic.run(request(1000, 3000), progress -> {});

      assertThat(report.started()).isEqualTo(1000);
      assertThat(report.completed()).isEqualTo(1000);
      // SYN, ACK, request, ACK, FIN, ACK; SYN-ACK, ACK, three segments, FIN
      assertThat(report.toServer().sent()).isEqualTo(6000 + retransmitted(report));
      assertThat(report.toServer().lost()).isZero();
      assertThat(report.toClient().lost()).isZero();
      assertThat(report.toServer().latency().p50()).isPositive();
      assertThat(report.drops()).isEmpty();
      assertThat(report.agrees()).isTrue();
      assertThat(report.appliances()).hasSize(2);
      assertThat(report.appliances())
          .allSatisfy(
              row -> {
                assertThat(row.external().sentPackets()).isPositive();
                assertThat(row.counted().external()).isEqualTo(row.external());
                assertThat(row.counted().internal()).isEqualTo(row.internal());
                assertThat(row.lost()).isZero();
              });
      assertThat(one.received() + two.received())
          .isEqualTo(report.toServer().sent() + report.toClient().sent());
      assertThat(fabric.status().openFlows()).isZero();
    }
  }

  @Test
  void everyFlowStaysOnItsAppliance() throws Exception {
    try (Reflector one = new Reflector("127.211.1.5");
        Reflector two = new Reflector("127.211.1.6")) {
      awaitHealth(ONE, Health.HEALTHY);
      awaitHealth(TWO, Health.HEALTHY);
      awaitBackends();

      TrafficReport report = traffic.run(request(300, 0), progress -> {});

      Set<Integer> both = new HashSet<>(one.clientPorts());
      both.retainAll(two.clientPorts());
      assertThat(both).isEmpty();
      assertThat(one.clientPorts()).hasSizeGreaterThan(75);
      assertThat(two.clientPorts()).hasSizeGreaterThan(75);
      assertThat(report.moved()).isZero();
    }
  }

  @Test
  void anUnhealthyApplianceGetsNoNewFlows() throws Exception {
    try (Reflector one = new Reflector("127.211.1.5");
        Reflector two = new Reflector("127.211.1.6")) {
      awaitHealth(ONE, Health.HEALTHY);
      two.health(503);
      awaitHealth(TWO, Health.UNHEALTHY);
      awaitBackends();

      TrafficReport report = traffic.run(request(200, 0), progress -> {});

      assertThat(report.completed()).isEqualTo(200);
      assertThat(one.received()).isPositive();
      assertThat(two.received()).isZero();
      assertThat(report.agrees()).isTrue();
    }
  }

  @Test
  void withNoHealthyApplianceEveryPacketIsACountedDrop() throws Exception {
    awaitHealth(ONE, Health.UNHEALTHY);
    awaitHealth(TWO, Health.UNHEALTHY);
    AtomicReference<TrafficProgress> last = new AtomicReference<>();
    CompletableFuture<Void> seen = new CompletableFuture<>();
    Thread run =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    traffic.run(
                        request(5, 0),
                        progress -> {
                          last.set(progress);
                          seen.complete(null);
                        });
                  } catch (TrafficException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    seen.join();
    run.interrupt();
    run.join();

    assertThat(last.get().sent()).isGreaterThanOrEqualTo(5);
    assertThat(last.get().delivered()).isZero();
    assertThat(fabric.status().drops()).containsOnlyKeys("no-healthy-target");
  }

  @Test
  void flowsOfAKilledApplianceMoveOnceItsProbeFailedAndItsLossIsCounted() throws Exception {
    try (Reflector one = new Reflector("127.211.1.5");
        Reflector two = new Reflector("127.211.1.6")) {
      awaitHealth(ONE, Health.HEALTHY);
      awaitHealth(TWO, Health.HEALTHY);
      awaitBackends();
      // the probe still finds two healthy when its tunnels die
      TrafficReport report =
          traffic.run(
              new TrafficRequest(null, 0, 0, 300, 0, 4, null),
              progress -> {
                two.kill();
              });

      assertThat(report.completed()).isEqualTo(report.started());
      assertThat(report.moved()).isPositive();
      assertThat(report.agrees()).isFalse();
      TrafficReport.Appliance alive = row(report, ONE);
      TrafficReport.Appliance dead = row(report, TWO);
      assertThat(alive.verdict()).isEqualTo(Verdict.AGREES);
      assertThat(alive.lost()).isZero();
      assertThat(one.received())
          .isEqualTo(alive.external().sentPackets() + alive.internal().sentPackets());
      assertThat(dead.verdict()).isEqualTo(Verdict.GONE);
      assertThat(dead.counted()).isNull();
      assertThat(dead.lost()).isPositive();
      assertThat(report.toServer().lost() + report.toClient().lost()).isEqualTo(dead.lost());
    }
  }

  @Test
  void aWrongIdentifierFromAnApplianceIsACountedDropAndALoss() throws Exception {
    documents.put(Stack.gateway("10.211.1.4", 900, ONE));
    try (Reflector wrong = new Reflector("127.211.1.5", 1, frame -> -1)) {
      awaitHealth(ONE, Health.HEALTHY);
      assertDropped("bad-vni");
      assertThat(wrong.received()).isPositive();
    }
  }

  @Test
  void aPacketThatAnApplianceChangedIsNotDelivered() throws Exception {
    documents.put(Stack.gateway("10.211.1.4", 900, ONE));
    // the inner time-to-live
    try (Reflector meddling = new Reflector("127.211.1.5", 0, frame -> 8 + 14 + 8)) {
      awaitHealth(ONE, Health.HEALTHY);
      assertDropped("unexpected");
      assertThat(meddling.received()).isPositive();
    }
  }

  @Test
  void aServerThatAnswersItsProbeWithAnErrorGetsNoPackets() throws Exception {
    documents.put(Stack.gateway("10.211.1.4", 900, ONE));
    HttpServer sick =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.212.0.9"), 20_080), 0);
    sick.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    sick.start();
    documents.put(Stack.web(true, "10.212.0.9"));
    try (Reflector one = new Reflector("127.211.1.5")) {
      awaitHealth(ONE, Health.HEALTHY);
      Await.until(
          "the server is found sick", () -> backendHealth("10.212.0.9") == Health.UNHEALTHY);
      assertDropped("no-healthy-backend");
      assertThat(one.received()).isPositive();
    } finally {
      sick.stop(0);
    }
  }

  @Test
  void aFrontendThatIsNotChainedGoesDirectly() throws Exception {
    documents.put(Stack.web(false, "10.212.0.4"));
    awaitBackends();

    TrafficReport report = traffic.run(request(100, 2000), progress -> {});

    assertThat(report.completed()).isEqualTo(100);
    assertThat(report.toServer().lost() + report.toClient().lost()).isZero();
    assertThat(report.appliances()).isEmpty();
  }

  @Test
  void anInterfaceWithAPublicAddressOfItsOwnIsChainedLikewise() throws Exception {
    documents.put(Stack.publicIp("vm-ip", "20.0.0.11"));
    documents.put(
        """
        {'id': '%s/networkInterfaces/vm', 'name': 'vm', 'properties': {'ipConfigurations': [
          {'name': 'ip', 'properties': {'privateIPAddress': '10.212.0.7',
            'publicIPAddress': {'id': '%s/publicIPAddresses/vm-ip'},
            'gatewayLoadBalancer': {'id': '%s'}}}]}}
        """
            .formatted(Stack.NETWORK, Stack.NETWORK, Stack.GATEWAY_FRONTEND));
    try (Reflector one = new Reflector("127.211.1.5")) {
      awaitHealth(ONE, Health.HEALTHY);
      Await.until("it is a frontend", () -> fabric.status().frontends().size() == 2);

      TrafficReport report =
          traffic.run(new TrafficRequest("20.0.0.11", 22, 50, 0, 0, 0, null), progress -> {});

      assertThat(report.completed()).isEqualTo(50);
      assertThat(row(report, ONE).external().sentPackets()).isEqualTo(report.toServer().sent());
      assertThat(one.received()).isPositive();
    }
  }

  @Test
  void aFrontendThatIsNotThereIsSaidWithThoseThatAre() throws Exception {
    awaitBackends();
    assertThatThrownBy(
            () -> traffic.run(new TrafficRequest("nowhere", 0, 1, 0, 0, 0, null), p -> {}))
        .isInstanceOf(TrafficException.class)
        .hasMessage("There is no frontend nowhere; there is web (20.0.0.10).");
  }

  private void assertDropped(String reason) throws Exception {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    AtomicReference<TrafficProgress> last = new AtomicReference<>();
    Thread run =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    traffic.run(
                        request(3, 0),
                        progress -> {
                          last.set(progress);
                          seen.complete(null);
                        });
                  } catch (TrafficException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    seen.join();
    run.interrupt();
    run.join();
    assertThat(last.get().delivered()).isZero();
    assertThat(fabric.status().drops()).containsOnlyKeys(reason);
  }

  private static TrafficRequest request(long conversations, int payload) {
    return new TrafficRequest(null, 0, conversations, 0, payload, 0, null);
  }

  private static long retransmitted(TrafficReport report) {
    return report.retransmitted();
  }

  private static TrafficReport.Appliance row(TrafficReport report, String name) {
    return report.appliances().stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void awaitHealth(String ip, Health health) throws Exception {
    Await.until(
        ip + " is " + health,
        () ->
            fabric.status().gateways().stream()
                .flatMap(g -> g.targets().stream())
                .anyMatch(t -> t.ip().equals(ip) && t.health() == health));
  }

  private void awaitBackends() throws Exception {
    Await.until(
        "the servers are healthy",
        () -> {
          FabricStatus status = fabric.status();
          return !status.frontends().isEmpty()
              && status.frontends().stream()
                  .flatMap(f -> f.backends().stream())
                  .allMatch(b -> b.health() == Health.HEALTHY);
        });
  }

  private Health backendHealth(String ip) {
    return fabric.status().frontends().stream()
        .flatMap(f -> f.backends().stream())
        .filter(b -> b.ip().equals(ip))
        .map(FabricStatus.BackendStatus::health)
        .findFirst()
        .orElse(Health.UNKNOWN);
  }
}
