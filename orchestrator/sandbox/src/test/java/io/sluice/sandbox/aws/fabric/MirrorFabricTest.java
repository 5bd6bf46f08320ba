package io.sluice.sandbox.aws.fabric;

import static io.sluice.sandbox.testing.FakeCloud.EVERYTHING;
import static io.sluice.sandbox.testing.FakeCloud.REGION;
import static io.sluice.sandbox.testing.FakeCloud.ZONE_A;
import static io.sluice.sandbox.testing.FakeCloud.ZONE_B;
import static io.sluice.sandbox.testing.FakeCloud.draining;
import static io.sluice.sandbox.testing.FakeCloud.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorRule.Ports;
import io.sluice.sandbox.aws.cloud.MirrorSession;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.TargetGroup.HealthCheck;
import io.sluice.sandbox.aws.cloud.TargetGroup.Target;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.FakeCloud;
import io.sluice.sandbox.testing.Observer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interfaces' taps and the way through a network load balancer. */
class MirrorFabricTest {
  private static final String WEB = "10.221.0.10";
  private static final String DB = "10.221.0.20";
  private static final String ONE = "10.221.1.5";
  private static final String TWO = "10.221.1.6";
  private static final Map<String, String> NODES =
      Map.of(ZONE_A, "10.221.1.4", ZONE_B, "10.221.2.4");

  private final FakeCloud cloud =
      new FakeCloud()
          .running(WEB, ZONE_A)
          .running(DB, ZONE_A)
          .running(ONE, ZONE_A)
          .running(TWO, ZONE_B);
  private final AtomicLong clock = new AtomicLong();
  private final MirrorFabric fabric = new MirrorFabric(cloud.rooms(), new TimeScale(1), clock::get);

  @AfterEach
  void end() {
    fabric.close();
  }

  private void fleet(boolean crossZone, String... ips) {
    cloud.group(
        "tg",
        4789,
        Map.of(),
        Arrays.stream(ips).map(ip -> target(ip, 4789)).toArray(Target[]::new));
    cloud.networkBalancer(crossZone, NODES, "tg");
    fabric.start();
  }

  private void mirrored(String ip, List<MirrorRule> rules) {
    cloud.session(ip, 1, 1001, rules, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
  }

  private void send(String from, String to, byte[] frame) {
    fabric.send(REGION, "eni-" + from, "eni-" + to, frame);
  }

  private void awaitHealth(String ip, Health health) throws Exception {
    Await.until(ip + " is " + health, () -> fabric.health("tg", "i-" + ip) == health);
  }

  @Test
  void aPacketIsMirroredAtBothEndsWithItsSendersAddressAndTheSessionsIdentifier() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(false, ONE);
      mirrored(WEB, EVERYTHING);
      cloud.session(DB, 1, 2002, EVERYTHING, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
      awaitHealth(ONE, Health.HEALTHY);
      byte[] frame = Packets.tcp(WEB, 5000, DB, 443, 100);

      send(WEB, DB, frame);

      Await.until("both copies came", () -> one.received() == 2);
      Observer.Datagram egress = one.datagrams().getFirst();
      assertThat(egress.from().getAddress().getHostAddress()).isEqualTo("127.221.0.10");
      assertThat(egress.from().getPort()).isBetween(49_152, 65_535);
      assertThat(ByteBuffer.wrap(egress.payload()).getInt(0)).isEqualTo(0x0800_0000);
      assertThat(ByteBuffer.wrap(egress.payload()).getInt(4) >>> 8).isEqualTo(1001);
      assertThat(Arrays.copyOfRange(egress.payload(), 8, egress.payload().length)).isEqualTo(frame);
      Observer.Datagram ingress = one.datagrams().getLast();
      assertThat(ingress.from().getAddress().getHostAddress()).isEqualTo("127.221.0.20");
      assertThat(ByteBuffer.wrap(ingress.payload()).getInt(4) >>> 8).isEqualTo(2002);
      assertThat(fabric.mirrored(REGION))
          .containsEntry("tms-" + WEB + "-1", new Count(1, frame.length))
          .containsEntry("tms-" + DB + "-1", new Count(1, frame.length));
      assertThat(fabric.networkIn("i-" + ONE)).isEqualTo(2L * (frame.length + 8 + 42));
      assertThat(fabric.networkIn("i-" + DB)).isEqualTo(frame.length);
    }
  }

  @Test
  void theLowestSessionThatWantsAPacketGetsItAndNoOther() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(false, ONE);
      List<MirrorRule> dns = List.of(rule(true, 1, true, 17, null, new Ports(53, 53)));
      cloud.session(DB, 7, 7, dns, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
      cloud.session(DB, 9, 9, EVERYTHING, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
      awaitHealth(ONE, Health.HEALTHY);

      send(WEB, DB, Packets.udp(WEB, 5000, DB, 53, 10));
      send(WEB, DB, Packets.udp(WEB, 5000, DB, 54, 10));

      Await.until("two copies came", () -> one.received() == 2);
      assertThat(one.datagrams())
          .extracting(datagram -> ByteBuffer.wrap(datagram.payload()).getInt(4) >>> 8)
          .containsExactly(7, 9);
    }
  }

  @Test
  void rulesAreAskedByNumberAndWhatNoneMatchesStaysAside() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(false, ONE);
      mirrored(
          DB,
          List.of(
              rule(true, 300, false, 6, null, null),
              rule(true, 200, true, 6, null, new Ports(440, 450)),
              new MirrorRule(true, 100, false, 6, "10.221.0.11/32", "0.0.0.0/0", null, null)));
      awaitHealth(ONE, Health.HEALTHY);

      send(WEB, DB, Packets.tcp(WEB, 5000, DB, 443, 0));
      send(WEB, DB, Packets.tcp(WEB, 5000, DB, 451, 0));
      send(WEB, DB, Packets.tcp("10.221.0.11", 5000, DB, 443, 0));
      send(WEB, DB, Packets.udp(WEB, 5000, DB, 443, 0));
      send(DB, WEB, Packets.tcp(DB, 443, WEB, 5000, 0));

      assertThat(fabric.status().mirrored().packets()).isEqualTo(1);
      assertThat(fabric.status().notMirrored())
          .containsOnly(
              Map.entry("rejected", 2L), Map.entry("no-rule", 2L), Map.entry("no-session", 5L));
      Await.until("its copy came", () -> one.received() == 1);
    }
  }

  @Test
  void whatAwsNeverMirrorsIsNotMirroredWhateverTheFilterSays() {
    fabric.start();
    mirrored(WEB, EVERYTHING);

    toOutside(Packets.arp());
    toOutside(Packets.udp(WEB, 68, "255.255.255.255", 67, 300));
    toOutside(Packets.tcp(WEB, 5000, "169.254.169.254", 80, 0));
    toOutside(Packets.udp(WEB, 123, "169.254.169.123", 123, 48));

    assertThat(fabric.status().notMirrored()).containsOnly(Map.entry("never-mirrored", 4L));
    assertThat(fabric.status().mirrored()).isEqualTo(Count.ZERO);
  }

  @Test
  void amazonsResolverIsMirroredOnlyWithTheNetworkServiceAndThenWhateverTheRulesSay()
      throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(false, ONE);
      mirrored(WEB, EVERYTHING);
      awaitHealth(ONE, Health.HEALTHY);
      toOutside(Packets.udp(WEB, 5000, "10.221.0.2", 53, 30));
      toOutside(Packets.udp(WEB, 5000, "169.254.169.253", 53, 30));
      assertThat(fabric.status().notMirrored()).containsOnly(Map.entry("amazon-dns", 2L));
      // somebody else's resolver is traffic like any other
      toOutside(Packets.udp(WEB, 5000, "8.8.8.8", 53, 30));
      Await.until("that came", () -> one.received() == 1);

      cloud.session(
          new MirrorSession(
              "tms-" + WEB + "-1",
              REGION,
              "eni-" + WEB,
              1,
              1001,
              null,
              List.of(),
              true,
              TargetKind.NETWORK_LOAD_BALANCER,
              "nlb"));
      toOutside(Packets.udp(WEB, 5000, "10.221.0.2", 53, 30));

      Await.until("it is mirrored now", () -> one.received() == 2);
    }
  }

  @Test
  void aCopyIsCutToTheSessionsLengthOrToWhatItsTargetTakes() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(false, ONE);
      mirrored(WEB, EVERYTHING);
      cloud.session(
          new MirrorSession(
              "cut",
              REGION,
              "eni-" + DB,
              1,
              1,
              100,
              EVERYTHING,
              false,
              TargetKind.NETWORK_LOAD_BALANCER,
              "nlb"));
      awaitHealth(ONE, Health.HEALTHY);

      send(WEB, DB, Packets.tcp(WEB, 5000, DB, 443, 8900));

      Await.until("both came", () -> one.received() == 2);
      assertThat(one.datagrams())
          .extracting(datagram -> datagram.payload().length)
          .containsExactly(8 + 8500, 8 + 100);
    }
  }

  @Test
  void aFlowGoesToOneTargetBothWaysAndFlowsSpreadOverBoth() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789);
        Observer two = new Observer("127.221.1.6", 4789)) {
      fleet(true, ONE, TWO);
      mirrored(WEB, EVERYTHING);
      awaitHealth(ONE, Health.HEALTHY);
      awaitHealth(TWO, Health.HEALTHY);

      for (int port = 5000; port < 5200; port++) {
        send(DB, WEB, Packets.tcp(DB, port, WEB, 443, 0));
        send(WEB, DB, Packets.tcp(WEB, 443, DB, port, 0));
      }

      Await.until("all came", () -> one.received() + two.received() == 400);
      assertThat(one.received()).isBetween(100L, 300L);
      Set<Integer> both = new HashSet<>(clientPorts(one));
      both.retainAll(clientPorts(two));
      assertThat(both).isEmpty();
    }
  }

  @Test
  void withoutCrossZoneASourceSeesOnlyTargetsOfItsZone() throws Exception {
    try (Observer two = new Observer("127.221.1.6", 4789)) {
      fleet(false, TWO);
      mirrored(WEB, EVERYTHING);
      awaitHealth(TWO, Health.HEALTHY);

      send(WEB, DB, Packets.tcp(WEB, 443, DB, 5000, 0));

      assertThat(fabric.status().drops()).containsOnly(Map.entry("no-target-in-zone", 1L));
      cloud.networkBalancer(true, NODES, "tg");
      Await.until(
          "it is balanced across zones", () -> fabric.status().balancers().getFirst().crossZone());
      send(WEB, DB, Packets.tcp(WEB, 443, DB, 5000, 0));
      Await.until("it came", () -> two.received() == 1);
    }
  }

  @Test
  void anUnhealthyTargetGetsNothingUnlessAllAre() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789);
        Observer two = new Observer("127.221.1.6", 4789)) {
      fleet(true, ONE, TWO);
      mirrored(WEB, EVERYTHING);
      awaitHealth(ONE, Health.HEALTHY);
      two.health(503);
      awaitHealth(TWO, Health.UNHEALTHY);

      flows(100);
      Await.until("the healthy one got all", () -> one.received() == 100);
      assertThat(two.received()).isZero();

      one.health(503);
      awaitHealth(ONE, Health.UNHEALTHY);
      clock.addAndGet(121_000_000_000L);
      flows(100);
      Await.until("both got some", () -> one.received() + two.received() == 200);
      assertThat(two.received()).isPositive();

      two.health(200);
      awaitHealth(TWO, Health.HEALTHY);
      long before = two.received();
      flows(100);
      Await.until("flows left the unhealthy one", () -> two.received() == before + 100);
    }
  }

  @Test
  void aDrainingTargetKeepsItsFlowsAndGetsNoNewOnes() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789);
        Observer two = new Observer("127.221.1.6", 4789)) {
      fleet(true, ONE, TWO);
      mirrored(WEB, EVERYTHING);
      awaitHealth(ONE, Health.HEALTHY);
      awaitHealth(TWO, Health.HEALTHY);
      flows(100);
      Await.until("all came", () -> one.received() + two.received() == 100);
      long kept = one.received();

      cloud.group("tg", 4789, Map.of(), draining(ONE, 4789), target(TWO, 4789));
      Await.until(
          "it drains",
          () -> fabric.status().balancers().getFirst().targets().getFirst().draining());
      flows(100);
      Await.until("all came again", () -> one.received() + two.received() == 200);
      assertThat(one.received()).isEqualTo(2 * kept);

      // 120 s without a packet end a flow
      clock.addAndGet(121_000_000_000L);
      flows(100);
      Await.until("all came a third time", () -> one.received() + two.received() == 300);
      assertThat(one.received()).isEqualTo(2 * kept);
    }
  }

  @Test
  void withoutListenerOrTargetEveryCopyIsACountedDrop() throws Exception {
    cloud.group("tg", 4789, Map.of());
    cloud.balancer("nlb", false, true, NODES);
    fabric.start();
    mirrored(WEB, EVERYTHING);
    cloud.session(DB, 1, 1, EVERYTHING, TargetKind.NETWORK_INTERFACE, "eni-none");
    assertThat(fabric.stations()).hasSize(4);

    Await.until("the balancer is known", () -> !fabric.status().balancers().isEmpty());
    send(WEB, DB, Packets.tcp(WEB, 443, DB, 5000, 0));
    assertThat(fabric.status().drops())
        .containsOnly(Map.entry("no-listener", 1L), Map.entry("target-gone", 1L));
  }

  @Test
  void anInterfaceAsTargetGetsItsCopiesDirectly() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fabric.start();
      cloud.session(WEB, 1, 5, EVERYTHING, TargetKind.NETWORK_INTERFACE, "eni-" + ONE);

      send(WEB, DB, Packets.tcp(WEB, 443, DB, 5000, 0));

      Await.until("it came", () -> one.received() == 1);
      assertThat(fabric.stations()).filteredOn(Station::appliance).hasSize(1);
    }
  }

  @Test
  void aTargetIsInitialThenHealthyAndAGroupBehindNoBalancerIsUnused() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789);
        ServerSocket tcp = new ServerSocket()) {
      tcp.bind(new InetSocketAddress("127.221.1.6", 21_234));
      cloud.group("idle", 4789, Map.of(), target(ONE, 4789));
      cloud.group(
          "open",
          4789,
          new HealthCheck("TCP", 21_234, "", 1, 1, 2, 2),
          Map.of(),
          target(TWO, 4789));
      cloud.balancer("other", false, true, NODES, new Balancer.Listener("UDP", 1, "open"));
      one.health(404);
      assertThat(fabric.health("tg", "i-" + ONE)).isEqualTo(Health.INITIAL);
      fleet(true, ONE);
      awaitHealth(ONE, Health.UNHEALTHY);
      one.health(302);
      awaitHealth(ONE, Health.HEALTHY);
      assertThat(fabric.health("idle", "i-" + ONE)).isEqualTo(Health.UNUSED);
      Await.until("TCP answers", () -> fabric.health("open", "i-" + TWO) == Health.HEALTHY);
    }
  }

  @Test
  void healthAndCountersSurviveAChangeElsewhere() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(true, ONE);
      mirrored(WEB, EVERYTHING);
      awaitHealth(ONE, Health.HEALTHY);
      flows(10);
      one.health(503);

      cloud.running("10.221.0.77", ZONE_B);
      cloud.networkBalancer(true, Map.of(ZONE_A, "10.221.1.4"), "tg");
      Await.until(
          "the change is seen",
          () -> fabric.status().balancers().getFirst().addresses().size() == 1);

      assertThat(fabric.health("tg", "i-" + ONE)).isEqualTo(Health.HEALTHY);
      assertThat(fabric.mirrored(REGION)).containsEntry("tms-" + WEB + "-1", new Count(10, 540));
      assertThat(fabric.status().receivers().getFirst().sent().packets()).isEqualTo(10);
    }
  }

  @Test
  void thousandsOfSessionsAreReadOnceThatIsWhenAPacketComes() throws Exception {
    try (Observer one = new Observer("127.221.1.5", 4789)) {
      fleet(false, ONE);
      awaitHealth(ONE, Health.HEALTHY);
      for (int i = 0; i < 5000; i++) {
        String ip = "10.221.%d.%d".formatted(100 + i / 250, 1 + i % 250);
        cloud.running(ip, ZONE_A);
        mirrored(ip, EVERYTHING);
      }
      assertThat(cloud.sessionReads()).isZero();

      for (int i = 0; i < 100; i++) {
        send("10.221.100.1", "10.221.119.250", Packets.tcp("10.221.100.1", i, DB, 443, 0));
      }

      Await.until("all came", () -> one.received() == 200);
      assertThat(cloud.sessionReads()).isEqualTo(1);
    }
  }

  private void flows(int number) {
    for (int port = 5000; port < 5000 + number; port++) {
      send(WEB, DB, Packets.tcp(WEB, port, DB, 443, 0));
    }
  }

  private void toOutside(byte[] frame) {
    fabric.send(REGION, "eni-" + WEB, null, frame);
  }

  private static Set<Integer> clientPorts(Observer observer) {
    Set<Integer> ports = new HashSet<>();
    for (Observer.Datagram datagram : observer.datagrams()) {
      ByteBuffer payload = ByteBuffer.wrap(datagram.payload());
      int source = payload.getShort(8 + 34) & 0xffff;
      ports.add(source == 443 ? payload.getShort(8 + 36) & 0xffff : source);
    }
    return ports;
  }

  private static MirrorRule rule(
      boolean ingress, int number, boolean accept, Integer protocol, Ports from, Ports to) {
    return new MirrorRule(ingress, number, accept, protocol, "0.0.0.0/0", "0.0.0.0/0", from, to);
  }
}
