package io.sluice.node.broker;

import static io.sluice.node.broker.Counted.counts;
import static io.sluice.node.broker.Counted.drops;
import static io.sluice.node.broker.Counted.settled;
import static io.sluice.node.broker.Counted.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.linux.Errno;
import io.sluice.node.linux.Layouts;
import io.sluice.node.linux.Sockets;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tool that takes nothing, refuses, or goes away costs nobody else anything. */
class FaultsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int PACKETS = 5_000;

  /** Takes some 60 of the frames below. */
  private static final int RING = 1 << 16;

  private final Shown shown = new Shown();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /** Each tool has its own of these, in the order of the config. */
  private Broker broker(Transmit... transmits) {
    Iterator<Transmit> next = List.of(transmits).iterator();
    Broker broker = new Broker(LOOPBACK, next::next, RING);
    open.add(broker);
    return broker;
  }

  private Receiver receiver() throws IOException {
    Receiver receiver = new Receiver();
    open.add(receiver);
    return receiver;
  }

  private static Transmit kernel() {
    return new Sockets()::send;
  }

  private static final Transmit DISCARD = (fd, headers, count, flags) -> count;

  private static byte[] frame(int flow) {
    return Made.frame(10_000 + flow, 443, new byte[900]);
  }

  @Test
  void aSenderThatHangsFillsItsOwnQueueOnly() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    Transmit hung =
        (fd, headers, count, flags) -> {
          try {
            hanging.await();
          } catch (InterruptedException e) {
            return -Errno.EINTR;
          }
          return count;
        };
    Broker broker = broker(hung, DISCARD);
    Target target = receiver().vxlan(1);
    broker.change(
        List.of(ToolConfig.all("hung", List.of(target)), ToolConfig.all("well", List.of(target))));
    BrokerTap tap = broker.tap();
    for (int i = 0; i < PACKETS; i++) {
      shown.show(tap, frame(i % 7));
      if (i % 50 == 49) {
        settled(broker, "well");
      }
    }

    ToolCounts well = settled(broker, "well");
    assertThat(well.sent()).isEqualTo(PACKETS);
    assertThat(well.dropped()).isZero();
    assertThat(counts(broker, "hung").sent()).isZero();
    assertThat(drops(broker, "hung", ToolDrop.QUEUE_FULL)).isBetween(PACKETS - 400L, PACKETS - 50L);

    hanging.countDown();
    ToolCounts hungBefore = settled(broker, "hung");
    assertThat(hungBefore.sent() + hungBefore.dropped()).isEqualTo(PACKETS);
  }

  @Test
  void aSocketThatTakesNothingCostsTheOtherTargetsOfTheToolNothing() throws Exception {
    AtomicInteger firstFd = new AtomicInteger(-1);
    // The first target's eight sockets were opened one after another
    Transmit transmit =
        (fd, headers, count, flags) -> {
          firstFd.compareAndSet(-1, fd);
          return Math.abs(fd - firstFd.get()) < Way.PORTS ? -Errno.EAGAIN : count;
        };
    Broker broker = broker(transmit);
    broker.change(
        List.of(ToolConfig.all("both", List.of(receiver().vxlan(1), receiver().vxlan(2)))));
    BrokerTap tap = broker.tap();
    for (int i = 0; i < PACKETS; i++) {
      // One flow: one socket of each target
      shown.show(tap, frame(1));
      if (i % 50 == 49) {
        settled(broker, "both");
      }
    }

    ToolCounts counts = settled(broker, "both");
    assertThat(counts.targets().get(0).failed()).isEqualTo(PACKETS);
    assertThat(counts.targets().get(1).sent()).isEqualTo(PACKETS);
    assertThat(counts.drops()).containsEntry(ToolDrop.SEND_QUEUE_FULL, (long) PACKETS);
  }

  @SuppressWarnings("restricted") // the header that the sender has just filled
  @Test
  void withoutSegmentationEachDatagramIsSentAlone() throws Exception {
    Receiver ids = receiver();
    Transmit kernel = kernel();
    Transmit plain =
        (fd, headers, count, flags) -> {
          MemorySegment first = MemorySegment.ofAddress(headers).reinterpret(Layouts.MMSGHDR);
          boolean cut = first.get(ValueLayout.JAVA_LONG, Layouts.MSG_CONTROL_LENGTH) > 0;
          return cut ? -Errno.EIO : kernel.send(fd, headers, 1, flags);
        };
    Broker broker = broker(plain);
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(1)))));
    BrokerTap tap = broker.tap();
    int got = 0;
    for (int i = 0; i < 20; i++) {
      for (int flow = 0; flow < 20; flow++) {
        shown.show(tap, frame(flow));
      }
      settled(broker, "ids");
      got += ids.take().size();
    }

    assertThat(got).isEqualTo(400);
    assertThat(settled(broker, "ids").sent()).isEqualTo(400);
  }

  @Test
  void whatTheKernelRefusesIsCountedAndTheRestIsSent() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Transmit refusing =
        (fd, headers, count, flags) -> calls.incrementAndGet() <= 2 ? -Errno.EPERM : count;
    Broker broker = broker(refusing);
    broker.change(List.of(ToolConfig.all("ids", List.of(receiver().vxlan(1)))));
    BrokerTap tap = broker.tap();
    shown.show(tap, frame(1));
    settled(broker, "ids");
    shown.show(tap, frame(1), frame(1));

    ToolCounts counts = settled(broker, "ids");
    assertThat(counts.sent()).isEqualTo(2);
    assertThat(counts.drops()).containsEntry(ToolDrop.SEND_FAILED, 1L);
    assertThat(counts.targets().getFirst().up()).as("it says nothing of the target").isTrue();
  }

  @Test
  void aTargetThatFailsItsChecksLosesItsFlowsToOthersAndGetsThemBack() throws Exception {
    ServerSocket door = new ServerSocket(0, 50, LOOPBACK);
    ServerSocket otherDoor =
        new ServerSocket(door.getLocalPort(), 50, InetAddress.ofLiteral("127.0.0.2"));
    open.add(otherDoor);
    Health health = Health.tcp(door.getLocalPort(), Duration.ofMillis(100), 2);
    List<Target> group =
        List.of(Target.parse("vxlan://127.0.0.1?vni=1"), Target.parse("vxlan://127.0.0.2?vni=1"));
    Broker broker = broker(DISCARD);
    broker.change(
        List.of(new ToolConfig("ids", "", List.of(), group, 0, Set.of(), 1, Set.of(), 0, health)));
    BrokerTap tap = broker.tap();
    showFlows(tap, broker);
    long firstShare = counts(broker, "ids").targets().get(0).sent();
    assertThat(firstShare).isBetween(20L, 80L);

    door.close();
    until(() -> !counts(broker, "ids").targets().get(0).up());
    assertThat(counts(broker, "ids").targets().get(0).why())
        .startsWith("it takes no connection on TCP port");
    showFlows(tap, broker);
    assertThat(counts(broker, "ids").targets().get(0).sent()).isEqualTo(firstShare);
    assertThat(counts(broker, "ids").targets().get(1).sent()).isEqualTo(200 - firstShare);
    assertThat(counts(broker, "ids").dropped()).isZero();

    open.add(new ServerSocket(door.getLocalPort(), 50, LOOPBACK));
    until(() -> counts(broker, "ids").targets().get(0).up());
    showFlows(tap, broker);
    assertThat(counts(broker, "ids").targets().get(0).sent()).isEqualTo(2 * firstShare);
  }

  private void showFlows(BrokerTap tap, Broker broker) {
    for (int flow = 0; flow < 100; flow++) {
      shown.show(tap, Made.frame(10_000 + flow, 443, new byte[9]));
    }
    settled(broker, "ids");
  }

  @Test
  void ofAToolThatReplicatesOnlyTheTargetThatIsDownGetsNothing() throws Exception {
    Receiver well = receiver();
    Target nowhere = Target.parse("vxlan://no-such-host.invalid?vni=1");
    Broker broker = broker(kernel());
    broker.change(List.of(ToolConfig.all("ids", List.of(nowhere, well.vxlan(2)))));
    BrokerTap tap = broker.tap();
    until(() -> !counts(broker, "ids").targets().get(0).up());
    shown.show(tap, frame(1));

    ToolCounts counts = settled(broker, "ids");
    assertThat(counts.copies()).isEqualTo(2);
    assertThat(counts.sent()).isEqualTo(1);
    assertThat(counts.drops()).containsEntry(ToolDrop.TARGET_DOWN, 1L);
    assertThat(well.take()).hasSize(1);
  }

  @Test
  void aTargetByNameIsFoundAndSentTo() throws Exception {
    Receiver ids = receiver();
    Broker broker = broker(kernel());
    broker.change(
        List.of(
            ToolConfig.all(
                "ids", List.of(Target.parse("vxlan://localhost:" + ids.port() + "?vni=1")))));
    BrokerTap tap = broker.tap();
    until(() -> counts(broker, "ids").targets().getFirst().up());
    shown.show(tap, frame(1));

    assertThat(settled(broker, "ids").sent()).isEqualTo(1);
  }

  @Test
  void aHostThatCannotBeReachedIsNoticedByWhatIsSentToIt() throws Exception {
    Broker broker = broker((fd, headers, count, flags) -> -Errno.EHOSTUNREACH);
    broker.change(List.of(ToolConfig.all("ids", List.of(receiver().vxlan(1)))));
    BrokerTap tap = broker.tap();
    until(
        () -> {
          shown.show(tap, frame(1));
          TargetCounts target = counts(broker, "ids").targets().getFirst();
          return target.why().equals("packets do not reach it: No route to host");
        });

    assertThat(counts(broker, "ids").targets().getFirst().up()).isFalse();
    shown.show(tap, frame(1));
    ToolCounts counts = settled(broker, "ids");
    assertThat(counts.drops().get(ToolDrop.TARGET_DOWN)).isPositive();
    assertThat(counts.drops().get(ToolDrop.SEND_FAILED)).isPositive();
    assertThat(counts.sent()).isZero();
  }

  @Test
  void aFaultOfOursIsCountedAndWhatComesAfterItIsSentWhole() throws Exception {
    Receiver ids = receiver();
    Transmit kernel = kernel();
    AtomicInteger calls = new AtomicInteger();
    Transmit faulty =
        (fd, headers, count, flags) -> {
          if (calls.getAndIncrement() == 0) {
            throw new IllegalStateException("injected");
          }
          return kernel.send(fd, headers, count, flags);
        };
    Broker broker = broker(faulty);
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(1)))));
    BrokerTap tap = broker.tap();
    shown.show(tap, frame(1));
    assertThat(settled(broker, "ids").drops()).containsEntry(ToolDrop.INTERNAL_ERROR, 1L);
    for (int flow = 0; flow < 20; flow++) {
      shown.show(tap, frame(flow));
    }

    assertThat(settled(broker, "ids").sent()).isEqualTo(20);
    assertThat(ids.take()).extracting(Receiver.Datagram::frame).contains(frame(1)).hasSize(20);
  }

  /** As one that looks at what its card gets, without a socket. */
  @Test
  void aToolWithoutAnOpenPortGetsItsPackets() throws Exception {
    Receiver gone = new Receiver();
    Target target = gone.vxlan(1);
    gone.close();
    Broker broker = broker(kernel());
    broker.change(List.of(ToolConfig.all("ids", List.of(target))));
    BrokerTap tap = broker.tap();
    for (int i = 0; i < 500; i++) {
      shown.show(tap, frame(1));
      settled(broker, "ids");
    }

    assertThat(settled(broker, "ids").sent()).isEqualTo(500);
    assertThat(counts(broker, "ids").targets().getFirst().up()).isTrue();
  }

  @Test
  void aToolThatIsTakenOutSendsWhatIsQueued() throws Exception {
    Receiver ids = receiver();
    Broker broker = broker(kernel());
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(1)))));
    BrokerTap tap = broker.tap();
    for (int i = 0; i < 40; i++) {
      shown.show(tap, frame(i));
    }
    broker.change(List.of());
    tap.tick(0);
    List<Receiver.Datagram> got = new ArrayList<>();
    until(
        () -> {
          got.addAll(ids.take());
          return got.size() == 40;
        });
    shown.show(tap, frame(1));

    assertThat(broker.counts().tools()).isEmpty();
  }

  @Test
  void aClosedBrokerHasSentAllAndItsCountsStay() throws Exception {
    Receiver ids = receiver();
    Broker broker = broker(kernel());
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(1)))));
    BrokerTap tap = broker.tap();
    for (int i = 0; i < 40; i++) {
      shown.show(tap, frame(i));
    }
    broker.close();

    assertThat(counts(broker, "ids").sent()).isEqualTo(40);
    assertThat(counts(broker, "ids").queued()).isZero();
  }
}
