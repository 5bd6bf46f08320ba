package io.sluice.node.broker;

import static io.sluice.node.broker.Counted.settled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tools get, by real sockets on the loopback. */
class BrokerTest {
  private static final int FROM = 0x0a00_0001;
  private static final int TO = 0x0a00_0002;

  private final Broker broker = new Broker(InetAddress.getLoopbackAddress());
  private final Shown shown = new Shown();
  private final List<Receiver> receivers = new ArrayList<>();

  @AfterEach
  void end() throws IOException {
    broker.close();
    for (Receiver receiver : receivers) {
      receiver.close();
    }
  }

  private Receiver receiver() throws IOException {
    Receiver receiver = new Receiver();
    receivers.add(receiver);
    return receiver;
  }

  private static ToolConfig balanced(String name, Target... targets) {
    return new ToolConfig(name, "", List.of(), List.of(targets), 0, Set.of(), 1, Set.of(), 0, null);
  }

  private static byte[] there(int flow) {
    return Made.frame(FROM, 10_000 + flow, TO, 443, Made.text("there"));
  }

  private static byte[] back(int flow) {
    return Made.frame(TO, 443, FROM, 10_000 + flow, Made.text("back"));
  }

  @Test
  void aToolGetsEveryFrameAsItIsInItsTunnel() throws Exception {
    Receiver ids = receiver();
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(77)))));
    byte[] frame = there(1);

    shown.show(broker.tap(), frame, frame);

    ToolCounts counts = settled(broker, "ids");
    assertThat(ids.take())
        .hasSize(2)
        .allSatisfy(
            datagram -> {
              assertThat(datagram.payload()).startsWith(8, 0, 0, 0, 0, 0, 77, 0);
              assertThat(datagram.frame()).isEqualTo(frame);
            });
    assertThat(counts.seen()).isEqualTo(2);
    assertThat(counts.sent()).isEqualTo(2);
    assertThat(counts.sentBytes()).as("with IP and UDP").isEqualTo(2L * (28 + 8 + frame.length));
  }

  @Test
  void framesOfAllSizesAndFlowsArriveWholeAndEachFlowInOrder() throws Exception {
    Receiver ids = receiver();
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(77)))));
    BrokerTap tap = broker.tap();
    int each = 40;
    int flows = 50;
    for (int i = 0; i < each; i++) {
      for (int flow = 0; flow < flows; flow++) {
        byte[] payload = new byte[4 + (flow * 31 + i % 3 * 400) % 1_400];
        payload[0] = (byte) flow;
        payload[1] = (byte) i;
        shown.show(tap, Made.frame(FROM, 10_000 + flow, TO, 443, payload));
      }
      // The receiver's buffer is small where the system caps it
      settled(broker, "ids");
      Map<Integer, Integer> last = new HashMap<>();
      List<Receiver.Datagram> got = ids.take();
      assertThat(got).hasSize(flows);
      for (Receiver.Datagram datagram : got) {
        byte[] frame = datagram.frame();
        int flow = frame[54];
        assertThat(frame[55]).isEqualTo((byte) i);
        byte[] payload = new byte[4 + (flow * 31 + i % 3 * 400) % 1_400];
        payload[0] = (byte) flow;
        payload[1] = (byte) i;
        assertThat(frame).isEqualTo(Made.frame(FROM, 10_000 + flow, TO, 443, payload));
        last.merge(flow, datagram.port(), (one, other) -> one);
      }
      assertThat(new HashSet<>(last.values())).as("source ports").hasSizeBetween(2, Way.PORTS);
    }
  }

  @Test
  void aFlowKeepsItsSourcePortInBothDirections() throws Exception {
    Receiver ids = receiver();
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(77)))));
    shown.show(broker.tap(), there(1), back(1), there(1));

    settled(broker, "ids");
    assertThat(ids.take().stream().map(Receiver.Datagram::port).distinct()).hasSize(1);
  }

  @Test
  void replicatedFramesGoToEachTargetUnderItsOwnHeader() throws Exception {
    Receiver one = receiver();
    Receiver two = receiver();
    Target geneve = Target.parse("geneve://127.0.0.1:" + two.port() + "?vni=9");
    broker.change(List.of(ToolConfig.all("both", List.of(one.vxlan(77), geneve))));
    shown.show(broker.tap(), there(1));

    assertThat(settled(broker, "both").copies()).isEqualTo(2);
    assertThat(one.take().getFirst().vni()).isEqualTo(77);
    byte[] payload = two.take().getFirst().payload();
    assertThat(payload).startsWith(0, 0, 0x65, 0x58, 0, 0, 9, 0);
    assertThat(payload).endsWith(there(1));
  }

  @Test
  void aBalancedFlowGoesToOneTargetInBothDirections() throws Exception {
    Receiver one = receiver();
    Receiver two = receiver();
    broker.change(List.of(balanced("ids", one.vxlan(1), two.vxlan(2))));
    BrokerTap tap = broker.tap();
    for (int flow = 0; flow < 200; flow++) {
      shown.show(tap, there(flow), back(flow), there(flow));
    }

    assertThat(settled(broker, "ids").sent()).isEqualTo(600);
    Map<Integer, Integer> first = flows(one);
    Map<Integer, Integer> second = flows(two);
    assertThat(first.keySet()).doesNotContainAnyElementsOf(second.keySet());
    assertThat(first.size()).isCloseTo(100, within(40));
    assertThat(first.size() + second.size()).isEqualTo(200);
    assertThat(first.values()).containsOnly(3);
    assertThat(second.values()).containsOnly(3);
  }

  /** Packets of each flow, by its client's port. */
  private static Map<Integer, Integer> flows(Receiver receiver) {
    Map<Integer, Integer> flows = new HashMap<>();
    for (Receiver.Datagram datagram : receiver.take()) {
      ByteBuffer frame = ByteBuffer.wrap(datagram.frame());
      int ports = Math.max(frame.getShort(34) & 0xffff, frame.getShort(36) & 0xffff);
      flows.merge(ports, 1, Integer::sum);
    }
    return flows;
  }

  @Test
  void aSampleKeepsWholeFlows() throws Exception {
    Receiver ids = receiver();
    broker.change(
        List.of(
            new ToolConfig(
                "ids", "", List.of(ids.vxlan(1)), List.of(), 0, Set.of(), 4, Set.of(), 0, null)));
    BrokerTap tap = broker.tap();
    for (int flow = 0; flow < 400; flow++) {
      shown.show(tap, there(flow), back(flow), there(flow));
    }

    ToolCounts counts = settled(broker, "ids");
    Map<Integer, Integer> flows = flows(ids);
    assertThat(flows.size()).isCloseTo(100, within(40));
    assertThat(flows.values()).containsOnly(3);
    assertThat(counts.sampled()).isEqualTo(1_200 - 3L * flows.size());
  }

  @Test
  void aRateLimitCountsWhatItDrops() throws Exception {
    Receiver ids = receiver();
    broker.change(
        List.of(
            new ToolConfig(
                "ids",
                "",
                List.of(ids.vxlan(1)),
                List.of(),
                0,
                Set.of(),
                1,
                Set.of(),
                8_000,
                null)));
    BrokerTap tap = broker.tap();
    byte[] frame = Made.frame(1, 2, new byte[1_000]);
    for (int i = 0; i < 500; i++) {
      shown.show(tap, frame);
    }

    ToolCounts counts = settled(broker, "ids");
    assertThat(counts.sent()).as("64 KiB at once, and little more").isBetween(50L, 200L);
    assertThat(counts.drops().get(ToolDrop.RATE_LIMIT)).isEqualTo(500 - counts.sent());
  }

  @Test
  void aChangeLeavesOthersAloneAndCountsGoOnByName() throws Exception {
    Receiver one = receiver();
    Receiver two = receiver();
    ToolConfig kept = ToolConfig.all("kept", List.of(one.vxlan(1)));
    broker.change(List.of(kept, ToolConfig.all("changed", List.of(two.vxlan(2)))));
    BrokerTap tap = broker.tap();
    shown.show(tap, there(1));
    settled(broker, "changed");

    ToolConfig sliced =
        new ToolConfig(
            "changed", "", List.of(two.vxlan(3)), List.of(), 54, Set.of(), 1, Set.of(), 0, null);
    broker.change(List.of(sliced, kept, ToolConfig.all("new", List.of(one.vxlan(4)))));
    shown.show(tap, there(1));

    assertThat(settled(broker, "kept").sent()).isEqualTo(2);
    assertThat(settled(broker, "changed").sent()).isEqualTo(2);
    assertThat(settled(broker, "new").sent()).isEqualTo(1);
    assertThat(one.take()).extracting(Receiver.Datagram::vni).containsExactlyInAnyOrder(1, 1, 4);
    assertThat(two.take()).extracting(Receiver.Datagram::vni).containsExactly(2, 3);

    broker.change(List.of(kept));
    shown.show(tap, there(1));
    assertThat(settled(broker, "kept").sent()).isEqualTo(3);
    assertThat(broker.counts().tools()).hasSize(1);
  }

  @Test
  void toolsThatCannotBeServedChangeNothing() throws Exception {
    Receiver one = receiver();
    ToolConfig good = ToolConfig.all("good", List.of(one.vxlan(1)));
    broker.change(List.of(good));

    assertThatExceptionOfType(BadTools.class)
        .isThrownBy(() -> broker.change(List.of(good, good)))
        .withMessage("there are two tools of the name `good`");
    shown.show(broker.tap(), there(1));
    assertThat(settled(broker, "good").sent()).isEqualTo(1);
  }

  @Test
  void severalWorkersFeedOneTool() throws Exception {
    Receiver ids = receiver();
    BrokerTap first = broker.tap();
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(1)))));
    BrokerTap second = broker.tap();
    shown.show(first, there(1));
    shown.show(second, there(2), there(3));

    assertThat(settled(broker, "ids").sent()).isEqualTo(3);
    assertThat(ids.take()).hasSize(3);
  }

  @Test
  void whatIsNeitherEthernetNorIpIsCounted() throws Exception {
    Receiver ids = receiver();
    broker.change(List.of(ToolConfig.all("ids", List.of(ids.vxlan(1)))));
    shown.show(broker.tap(), new byte[40], 147);

    assertThat(settled(broker, "ids").drops()).containsEntry(ToolDrop.NO_FRAME, 1L);
    assertThat(ids.take()).isEmpty();
  }
}
