package io.sluice.sandbox.aws.fabric;

import static io.sluice.sandbox.testing.FakeCloud.EVERYTHING;
import static io.sluice.sandbox.testing.FakeCloud.REGION;
import static io.sluice.sandbox.testing.FakeCloud.ZONE_A;
import static io.sluice.sandbox.testing.FakeCloud.ZONE_B;
import static io.sluice.sandbox.testing.FakeCloud.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.cloud.TargetGroup.Target;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.FakeCloud;
import io.sluice.sandbox.testing.Observer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way through gateway endpoints and a gateway load balancer. */
class GatewayTest {
  private static final String WEB = "10.222.0.10";
  private static final String DB = "10.222.0.20";
  private static final String ONE = "10.222.1.5";
  private static final String TWO = "10.222.1.6";
  private static final String VPCE = "vpce-0a1b2c3d4e5f60718";
  private static final Map<String, String> NODES =
      Map.of(ZONE_A, "10.222.1.4", ZONE_B, "10.222.2.4");
  private static final Map<String, String> REBALANCE =
      Map.of(
          "target_failover.on_unhealthy", "rebalance",
          "target_failover.on_deregistration", "rebalance");

  private final FakeCloud cloud =
      new FakeCloud()
          .running(WEB, ZONE_A)
          .running(DB, ZONE_A)
          .running(ONE, ZONE_A)
          .running(TWO, ZONE_A);
  private final AtomicLong clock = new AtomicLong();
  private final MirrorFabric fabric = new MirrorFabric(cloud.rooms(), new TimeScale(1), clock::get);

  @AfterEach
  void end() {
    fabric.close();
  }

  private void fleet(Map<String, String> attributes, String... ips) throws Exception {
    group(attributes, ips);
    cloud.gatewayBalancer(false, NODES, "tg");
    cloud.endpoint(VPCE, ZONE_A, "10.222.0.100", "gwlb");
    fabric.start();
    for (String ip : ips) {
      awaitHealth(ip, Health.HEALTHY);
    }
  }

  private void group(Map<String, String> attributes, String... ips) {
    Target[] targets = Arrays.stream(ips).map(ip -> target(ip, 6081)).toArray(Target[]::new);
    cloud.group("tg", 6081, attributes, targets);
  }

  private void awaitHealth(String ip, Health health) throws Exception {
    Await.until(ip + " is " + health, () -> fabric.health("tg", "i-" + ip) == health);
  }

  private void awaitTargets(int number) throws Exception {
    Await.until(
        "the group has " + number,
        () -> fabric.status().balancers().getFirst().targets().size() == number);
  }

  @Test
  void aMirroredPacketComesAsVxlanInsideGeneveWithTheThreeOptions() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081)) {
      fleet(Map.of(), ONE);
      cloud.session(WEB, 1, 0xabcdef, EVERYTHING, TargetKind.GATEWAY_LOAD_BALANCER_ENDPOINT, VPCE);
      byte[] frame = Packets.tcp(WEB, 5000, DB, 443, 100);

      fabric.send(REGION, "eni-" + WEB, "eni-" + DB, frame);

      Await.until("it came", () -> one.received() == 1);
      Observer.Datagram datagram = one.datagrams().getFirst();
      assertThat(datagram.from().getAddress().getHostAddress()).isEqualTo("127.222.1.4");
      ByteBuffer payload = ByteBuffer.wrap(datagram.payload());
      // version 0, eight words of options, no flags, IPv4, no network identifier
      assertThat(payload.getLong()).isEqualTo(0x0800_0800_0000_0000L);
      assertThat(payload.getInt()).isEqualTo(0x0108_0102);
      assertThat(payload.getLong()).isEqualTo(0xa1b2c3d4e5f60718L);
      assertThat(payload.getInt()).isEqualTo(0x0108_0202);
      assertThat(payload.getLong()).isNotZero();
      assertThat(payload.getInt()).isEqualTo(0x0108_0301);
      assertThat(payload.getInt()).isNotZero();
      byte[] inner = Arrays.copyOfRange(datagram.payload(), 40, datagram.payload().length);
      assertThat(ByteBuffer.wrap(inner).getInt(12)).isEqualTo(Addresses.of(WEB));
      assertThat(ByteBuffer.wrap(inner).getInt(16)).isEqualTo(Addresses.of("10.222.0.100"));
      assertThat(ByteBuffer.wrap(inner).getShort(22)).isEqualTo((short) 4789);
      assertThat(ByteBuffer.wrap(inner).getInt(32) >>> 8).isEqualTo(0xabcdef);
      assertThat(Arrays.copyOfRange(inner, 36, inner.length)).isEqualTo(frame);
    }
  }

  @Test
  void whatAnInlineApplianceReturnsWithOptionsAndCookieComesBackAsItWas() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity())) {
      fleet(Map.of(), ONE);
      for (int i = 0; i < 50; i++) {
        byte[] packet = Packets.inner(Packets.tcp(WEB, 5000 + i % 5, DB, 443, i));
        assertThat(inspect(packet).get(30, TimeUnit.SECONDS)).isEqualTo(packet);
      }
      assertThat(one.received()).isEqualTo(50);
      assertThat(fabric.status().refused()).isEmpty();
      assertThat(fabric.status().receivers().getFirst().returned())
          .isEqualTo(fabric.status().receivers().getFirst().sent());
    }
  }

  @Test
  void aReturnedPacketThatIsNotWhatWasSentIsRefusedForItsReason() throws Exception {
    assertRefused("unknown-cookie", payload -> flip(payload, 39));
    assertRefused("options-changed", payload -> flip(payload, 12));
    assertRefused("not-geneve", payload -> flip(payload, 0));
    assertRefused("unexpected", payload -> flip(payload, payload.length - 1));
  }

  private void assertRefused(String reason, UnaryOperator<byte[]> change) throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, change)) {
      if (fabric.status().balancers().isEmpty()) {
        fleet(Map.of(), ONE);
      }
      CompletableFuture<byte[]> returned =
          inspect(Packets.inner(Packets.tcp(WEB, 5000, DB, 443, 10)));
      Await.until(reason, () -> fabric.status().refused().getOrDefault(reason, 0L) == 1);
      assertThat(returned).isNotDone();
      assertThat(one.received()).isEqualTo(1);
    }
  }

  private static byte[] flip(byte[] payload, int at) {
    byte[] changed = payload.clone();
    changed[at] ^= 1;
    return changed;
  }

  @Test
  void bothDirectionsOfAFlowComeToOneTargetWithOneCookie() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity());
        Observer two = new Observer("127.222.1.6", 6081, UnaryOperator.identity())) {
      fleet(Map.of(), ONE, TWO);
      for (int port = 5000; port < 5100; port++) {
        long before = one.received();
        inspect(Packets.inner(Packets.tcp(WEB, port, DB, 443, 0))).get(30, TimeUnit.SECONDS);
        long first = one.received() - before;
        inspect(Packets.inner(Packets.tcp(DB, 443, WEB, port, 0))).get(30, TimeUnit.SECONDS);
        assertThat(one.received() - before).isEqualTo(2 * first);
      }
      assertThat(one.received()).isBetween(50L, 150L);
      assertThat(cookies(one) + cookies(two)).isEqualTo(100);
    }
  }

  @Test
  void withTwoTupleStickinessAllFlowsBetweenTwoHostsAreOne() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity());
        Observer two = new Observer("127.222.1.6", 6081, UnaryOperator.identity())) {
      fleet(Map.of("stickiness.enabled", "true", "stickiness.type", "source_ip_dest_ip"), ONE, TWO);
      for (int port = 5000; port < 5020; port++) {
        inspect(Packets.inner(Packets.tcp(WEB, port, DB, 443, 0))).get(30, TimeUnit.SECONDS);
        inspect(Packets.inner(Packets.udp(WEB, port, DB, 443, 0))).get(30, TimeUnit.SECONDS);
      }
      assertThat(one.received() + two.received()).isEqualTo(40);
      assertThat(cookies(one) + cookies(two)).isEqualTo(1);

      group(
          Map.of("stickiness.enabled", "true", "stickiness.type", "source_ip_dest_ip_proto"),
          ONE,
          TWO);
      Await.until(
          "protocols are told apart",
          () -> {
            inspect(Packets.inner(Packets.tcp(WEB, 1, DB, 443, 0))).get(30, TimeUnit.SECONDS);
            inspect(Packets.inner(Packets.udp(WEB, 1, DB, 443, 0))).get(30, TimeUnit.SECONDS);
            return cookies(one) + cookies(two) == 3;
          });
    }
  }

  @Test
  void aFlowIsForgottenAfterItsIdleTimeTcpLaterThanTheRest() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity())) {
      fleet(Map.of(), ONE);
      both();
      clock.addAndGet(119_000_000_000L);
      both();
      assertThat(cookies(one)).isEqualTo(2);
      clock.addAndGet(121_000_000_000L);
      both();
      assertThat(cookies(one)).isEqualTo(3);
      clock.addAndGet(351_000_000_000L);
      both();
      assertThat(cookies(one)).isEqualTo(5);
    }
  }

  private void both() throws Exception {
    inspect(Packets.inner(Packets.tcp(WEB, 5000, DB, 443, 0))).get(30, TimeUnit.SECONDS);
    inspect(Packets.inner(Packets.udp(WEB, 5000, DB, 443, 0))).get(30, TimeUnit.SECONDS);
  }

  @Test
  void withoutRebalanceAFlowStaysWithItsSickTargetAndIsLostWithAGoneOne() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity());
        Observer two = new Observer("127.222.1.6", 6081, UnaryOperator.identity())) {
      fleet(Map.of(), ONE);
      byte[] packet = Packets.inner(Packets.tcp(WEB, 5000, DB, 443, 0));
      inspect(packet).get(30, TimeUnit.SECONDS);
      group(Map.of(), ONE, TWO);
      awaitHealth(TWO, Health.HEALTHY);
      one.health(503);
      awaitHealth(ONE, Health.UNHEALTHY);
      inspect(packet).get(30, TimeUnit.SECONDS);
      assertThat(one.received()).isEqualTo(2);

      group(Map.of(), TWO);
      awaitTargets(1);
      assertThatThrownBy(() -> inspect(packet).get(30, TimeUnit.SECONDS))
          .hasRootCauseMessage("flow-target-gone");
      assertThat(fabric.status().drops()).containsOnly(Map.entry("flow-target-gone", 1L));

      // a new flow finds the healthy one
      clock.addAndGet(351_000_000_000L);
      inspect(packet).get(30, TimeUnit.SECONDS);
      assertThat(two.received()).isEqualTo(1);
    }
  }

  @Test
  void withRebalanceAFlowLeavesASickTargetAndAGoneOne() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity());
        Observer two = new Observer("127.222.1.6", 6081, UnaryOperator.identity())) {
      fleet(REBALANCE, ONE);
      byte[] packet = Packets.inner(Packets.tcp(WEB, 5000, DB, 443, 0));
      inspect(packet).get(30, TimeUnit.SECONDS);
      group(REBALANCE, ONE, TWO);
      awaitHealth(TWO, Health.HEALTHY);
      one.health(503);
      awaitHealth(ONE, Health.UNHEALTHY);
      inspect(packet).get(30, TimeUnit.SECONDS);
      assertThat(one.received()).isEqualTo(1);
      assertThat(two.received()).isEqualTo(1);

      one.health(200);
      awaitHealth(ONE, Health.HEALTHY);
      group(REBALANCE, ONE);
      awaitTargets(1);
      inspect(packet).get(30, TimeUnit.SECONDS);
      assertThat(one.received()).isEqualTo(2);
    }
  }

  @Test
  void whereAllAreUnhealthyATargetIsChosenAtRandom() throws Exception {
    try (Observer one = new Observer("127.222.1.5", 6081, UnaryOperator.identity());
        Observer two = new Observer("127.222.1.6", 6081, UnaryOperator.identity())) {
      fleet(Map.of(), ONE, TWO);
      one.health(503);
      two.health(503);
      awaitHealth(ONE, Health.UNHEALTHY);
      awaitHealth(TWO, Health.UNHEALTHY);
      byte[] packet = Packets.inner(Packets.tcp(WEB, 5000, DB, 443, 0));
      Await.until(
          "one flow, begun anew again and again, came to both",
          () -> {
            clock.addAndGet(351_000_000_000L);
            inspect(packet).get(30, TimeUnit.SECONDS);
            return one.received() > 0 && two.received() > 0;
          });
    }
  }

  private CompletableFuture<byte[]> inspect(byte[] packet) {
    return fabric.inspect(REGION, VPCE, packet);
  }

  private static long cookies(Observer observer) {
    return observer.datagrams().stream()
        .map(datagram -> ByteBuffer.wrap(datagram.payload()).getInt(36))
        .distinct()
        .count();
  }
}
