package io.sluice.sandbox.traffic;

import static io.sluice.sandbox.testing.FakeCloud.EVERYTHING;
import static io.sluice.sandbox.testing.FakeCloud.ZONE_A;
import static io.sluice.sandbox.testing.FakeCloud.ZONE_B;
import static io.sluice.sandbox.testing.FakeCloud.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.aws.cloud.MirrorRule;
import io.sluice.sandbox.aws.cloud.MirrorSession.TargetKind;
import io.sluice.sandbox.aws.cloud.Network.Health;
import io.sluice.sandbox.aws.fabric.Count;
import io.sluice.sandbox.aws.fabric.MirrorFabric;
import io.sluice.sandbox.machine.TimeScale;
import io.sluice.sandbox.testing.Await;
import io.sluice.sandbox.testing.FakeCloud;
import io.sluice.sandbox.testing.Observer;
import io.sluice.sandbox.traffic.TrafficReport.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTrafficTest {
  private static final String ONE = "10.224.1.5";
  private static final String TWO = "10.224.1.6";
  private static final int WEBS = 20;

  @TempDir private Path folder;

  private final FakeCloud cloud = new FakeCloud();
  private final MirrorFabric fabric = new MirrorFabric(cloud.rooms(), new TimeScale(1));
  private final MirrorTraffic traffic = new MirrorTraffic(fabric);

  @BeforeEach
  void estate() {
    for (int i = 0; i < WEBS; i++) {
      cloud.running(web(i), i % 2 == 0 ? ZONE_A : ZONE_B);
      cloud.session(web(i), 1, 77, EVERYTHING, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
    }
    cloud.running("10.224.0.200", ZONE_A).running(ONE, ZONE_A).running(TWO, ZONE_B);
    cloud.group("tg", 4789, Map.of(), target(ONE, 4789), target(TWO, 4789));
    cloud.networkBalancer(true, Map.of(ZONE_A, "10.224.1.4", ZONE_B, "10.224.2.4"), "tg");
    fabric.start();
  }

  @AfterEach
  void end() {
    fabric.close();
  }

  private static String web(int i) {
    return "10.224.0." + (10 + i);
  }

  private void healthy() throws Exception {
    for (String ip : List.of(ONE, TWO)) {
      Await.until(ip + " is healthy", () -> fabric.health("tg", "i-" + ip) == Health.HEALTHY);
    }
  }

  private static TrafficRequest request(long conversations, int payload) {
    return new TrafficRequest(null, 0, conversations, 0, payload, 0, null);
  }

  @Test
  void everyMirroredPacketIsCountedByAnApplianceAndEveryInterfaceHasItsShare() throws Exception {
    try (Observer one = new Observer("127.224.1.5", 4789);
        Observer two = new Observer("127.224.1.6", 4789)) {
      healthy();

      MirrorReport report = traffic.run(request(200, 3000), progress -> {});

      // SYN, SYN-ACK, ACK, request, ACK, three segments, ACK, FIN, FIN, ACK
      assertThat(report.wire().packets()).isEqualTo(200 * 12);
      assertThat(report.completed()).isEqualTo(200);
      assertThat(report.interfaces()).isEqualTo(WEBS);
      assertThat(report.sessions()).isEqualTo(WEBS);
      assertThat(report.agrees()).isTrue();
      assertThat(report.drops()).isEmpty();
      // the unmirrored instance's end of its conversations
      assertThat(report.notMirrored()).containsOnlyKeys("no-session");
      assertThat(report.mirrored().packets() + report.notMirrored().getOrDefault("no-session", 0L))
          .isEqualTo(2 * report.wire().packets());
      assertThat(one.received() + two.received()).isEqualTo(report.mirrored().packets());
      assertThat(report.appliances())
          .hasSize(2)
          .allSatisfy(
              row -> {
                assertThat(row.verdict()).isEqualTo(Verdict.AGREES);
                assertThat(row.sent().packets()).isPositive();
                assertThat(row.counted().in()).isEqualTo(row.sent());
              });
      assertThat(fabric.mirrored(FakeCloud.REGION).values())
          .allSatisfy(count -> assertThat(count.packets()).isGreaterThanOrEqualTo(120));
    }
  }

  @Test
  void conversationsAreOfInterfacesThatThereAreWithTheirOwnAddresses() throws Exception {
    try (Observer one = new Observer("127.224.1.5", 4789);
        Observer two = new Observer("127.224.1.6", 4789)) {
      healthy();
      traffic.run(new TrafficRequest("i-" + web(3), 8443, 10, 0, 0, 0, null), progress -> {});
      Set<String> servers = new TreeSet<>();
      for (Observer.Datagram datagram : both(one, two)) {
        ByteBuffer inner = ByteBuffer.wrap(datagram.payload(), 8, datagram.payload().length - 8);
        boolean toServer = inner.getShort(8 + 36) == 8443;
        byte[] ip = new byte[4];
        inner.get(8 + (toServer ? 30 : 26), ip);
        byte[] mac = new byte[6];
        inner.get(8 + (toServer ? 0 : 6), mac);
        servers.add(Arrays.toString(ip) + " " + Arrays.toString(mac));
      }
      assertThat(servers).containsExactly("[10, -32, 0, 13] [2, 0, 0, 0, 0, 3]");
    }
  }

  @Test
  void anApplianceThatLostOneOrDroppedOneDiffersAndADeadOneIsGone() throws Exception {
    try (Observer one = new Observer("127.224.1.5", 4789)) {
      Await.until("one is healthy", () -> fabric.health("tg", "i-" + ONE) == Health.HEALTHY);
      Await.until("two is not", () -> fabric.health("tg", "i-" + TWO) == Health.UNHEALTHY);
      MirrorReport before = traffic.run(request(10, 0), progress -> {});
      assertThat(before.agrees()).isTrue();

      MirrorReport report = traffic.run(request(10, 0), progress -> one.forget(1));

      assertThat(report.agrees()).isFalse();
      assertThat(report.appliances()).hasSize(1);
      assertThat(report.appliances().getFirst().verdict()).isEqualTo(Verdict.DIFFERS);
      assertThat(report.appliances().getFirst().drops()).containsEntry("bad-vni", 1L);
    }
    MirrorReport report = traffic.run(request(10, 0), progress -> {});
    assertThat(report.agrees()).isFalse();
    assertThat(report.appliances())
        .allSatisfy(row -> assertThat(row.verdict()).isEqualTo(Verdict.GONE));
  }

  @Test
  void anApplianceThatBeganAnewIsSaidToHaveRestarted() throws Exception {
    try (Observer two = new Observer("127.224.1.6", 4789)) {
      Observer one = new Observer("127.224.1.5", 4789);
      healthy();
      traffic.run(request(100, 0), progress -> {});
      Observer[] again = new Observer[1];
      try {
        MirrorReport report =
            traffic.run(
                new TrafficRequest(null, 0, 0, 5, 0, 2, null),
                progress -> {
                  if (again[0] == null) {
                    one.close();
                    again[0] = open();
                  }
                });
        assertThat(report.agrees()).isFalse();
        assertThat(report.appliances())
            .extracting(MirrorReport.Appliance::verdict)
            .containsExactlyInAnyOrder(Verdict.AGREES, Verdict.RESTARTED);
        assertThat(two.received()).isPositive();
      } finally {
        again[0].close();
      }
    }
  }

  private static Observer open() {
    try {
      return new Observer("127.224.1.5", 4789);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aCaptureIsReplayedBetweenTwoInstances() throws Exception {
    List<byte[]> frames = new ArrayList<>();
    new GeneratedScripts("9.9.9.9", 8080, 3000, 20)
        .forEachRemaining(script -> script.steps().forEach(step -> frames.add(step.frame())));
    Path file = folder.resolve("captured.pcap");
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    bytes.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    bytes.putInt(65_535).putInt(1);
    frames.forEach(f -> bytes.putLong(0).putInt(f.length).putInt(f.length).put(f));
    Files.write(file, Arrays.copyOf(bytes.array(), bytes.position()));
    try (Observer one = new Observer("127.224.1.5", 4789);
        Observer two = new Observer("127.224.1.6", 4789)) {
      healthy();

      MirrorReport report =
          traffic.run(new TrafficRequest(null, 0, 0, 0, 0, 0, file.toString()), progress -> {});

      assertThat(report.completed()).isEqualTo(20);
      assertThat(report.wire().packets()).isEqualTo(frames.size());
      assertThat(report.agrees()).isTrue();
      Set<Long> pairs = new TreeSet<>();
      for (Observer.Datagram datagram : both(one, two)) {
        long source = ByteBuffer.wrap(datagram.payload()).getInt(8 + 26) & 0xffff_ffffL;
        pairs.add(source);
      }
      assertThat(pairs).hasSize(2);
    }
  }

  @Test
  void whenNoFilterWantsAnythingAllIsCountedAsLeftAside() throws Exception {
    List<MirrorRule> none =
        List.of(new MirrorRule(true, 1, false, null, "0.0.0.0/0", "0.0.0.0/0", null, null));
    for (int i = 0; i < WEBS; i++) {
      cloud.session(web(i), 1, 77, none, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
    }

    MirrorReport report = traffic.run(request(20, 0), progress -> {});

    assertThat(report.mirrored()).isEqualTo(Count.ZERO);
    assertThat(report.notMirrored().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(2 * report.wire().packets());
    assertThat(report.notMirrored()).containsKeys("rejected", "no-rule");
  }

  @Test
  void whoCannotBeTalkedToIsSaidInOneSentence() {
    assertThatThrownBy(
            () -> traffic.run(new TrafficRequest("i-none", 0, 1, 0, 0, 0, null), p -> {}))
        .isInstanceOf(TrafficException.class)
        .hasMessage(
            "i-none is none of the 20 mirrored interfaces; eni-10.224.0.10 is one, at 10.224.0.10"
                + " of i-10.224.0.10.");
    FakeCloud bare = new FakeCloud().running("10.225.0.1", ZONE_A);
    try (MirrorFabric other = new MirrorFabric(bare.rooms(), new TimeScale(1))) {
      other.start();
      MirrorTraffic nothing = new MirrorTraffic(other);
      assertThat(nothing.open()).isFalse();
      assertThatThrownBy(() -> nothing.run(request(1, 0), p -> {}))
          .hasMessage("No interface of a running instance is mirrored.");
      bare.session("10.225.0.1", 1, 1, EVERYTHING, TargetKind.NETWORK_LOAD_BALANCER, "nlb");
      assertThat(nothing.open()).isTrue();
      assertThatThrownBy(() -> nothing.run(request(1, 0), p -> {}))
          .hasMessage("There is no other running instance in vpc-1 to talk to eni-10.225.0.1.");
    }
  }

  private static List<Observer.Datagram> both(Observer one, Observer two) {
    List<Observer.Datagram> all = new ArrayList<>(one.datagrams());
    all.addAll(two.datagrams());
    return all;
  }
}
