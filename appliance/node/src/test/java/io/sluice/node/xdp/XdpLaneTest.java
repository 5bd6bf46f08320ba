package io.sluice.node.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.tunnel.DropReason;
import io.sluice.node.tunnel.InlineWorker;
import io.sluice.node.tunnel.Totals;
import io.sluice.node.tunnel.Tunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of frames, whatever the kernel does and when. */
class XdpLaneTest {
  private static final int FRAMES = 16;

  private final InlineWorker inline = new InlineWorker();
  private PlayedKernel kernel;
  private PlayedKernel.Socket socket;
  private XdpLane lane;

  @BeforeEach
  void open() throws IOException {
    kernel = new PlayedKernel(FRAMES);
    socket = kernel.new Socket(FRAMES);
    lane = lane(socket, inline);
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private static XdpLane lane(PlayedKernel.Socket socket, InlineWorker inline) {
    RouteTable routes = new RouteTable();
    routes.change(inline.routes());
    return socket.lane(routes, inline.worker());
  }

  private static byte[] frame(int flow) {
    return Frames.udp(
        flow % 2 == 1, 5_000, InlineWorker.INTERNAL_PORT, InlineWorker.internal(flow));
  }

  private void assertAccounted(long in) {
    Totals totals = inline.totals();
    assertThat(Totals.sum(totals.inPackets())).isEqualTo(in);
    assertThat(Totals.sum(totals.outPackets()) + Totals.sum(totals.drops()) + totals.queued())
        .isEqualTo(in);
  }

  @Test
  void aDatagramGoesBackWithTheOtherTunnelsHeaderAndItsFrameIsFreeAgain() {
    assertThat(socket.receive(frame(7))).isTrue();
    assertThat(kernel.empty()).isEqualTo(FRAMES - 1);

    assertThat(lane.read(0)).isEqualTo(1);
    assertThat(kernel.sent()).hasSize(1);
    byte[] sent = kernel.sent().getFirst();
    assertThat(sent).endsWith(InlineWorker.external(7)).startsWith(Frames.THEIRS);
    assertThat(kernel.empty()).isEqualTo(FRAMES - 1);

    kernel.complete(1);
    lane.recycle();
    assertThat(inline.totals().outPackets()).containsEntry(Tunnel.EXTERNAL, 1L);
    assertThat(inline.totals().outBytes())
        .containsEntry(Tunnel.EXTERNAL, (long) InlineWorker.external(7).length);
    assertThat(kernel.empty()).isEqualTo(FRAMES);
    assertAccounted(1);
  }

  @Test
  void aDroppedDatagramsFrameIsFreeAtOnce() {
    byte[] foreign = InlineWorker.external(7);
    socket.receive(Frames.udp(false, 5_000, InlineWorker.INTERNAL_PORT, foreign));
    lane.read(0);

    assertThat(kernel.sent()).isEmpty();
    assertThat(kernel.empty()).isEqualTo(FRAMES);
    assertThat(inline.totals().drops()).containsEntry(DropReason.BAD_VNI, 1L);
    assertAccounted(1);
  }

  @Test
  void aDamagedDatagramIsTheKernelsDropAsAtASocket() {
    byte[] damaged = frame(8);
    damaged[damaged.length - 1] ^= 1;
    socket.receive(damaged);
    lane.read(0);

    assertThat(lane.damaged(Tunnel.INTERNAL)).isEqualTo(1);
    assertThat(lane.damaged(Tunnel.EXTERNAL)).isZero();
    assertThat(kernel.empty()).isEqualTo(FRAMES);
    assertAccounted(0);
  }

  @Test
  void whatTheInterfaceDropsIsCountedAsNotSent() {
    kernel.drop(2);
    for (int i = 0; i < 5; i++) {
      socket.receive(frame(i));
    }
    lane.read(0);
    kernel.complete(5);
    lane.recycle();

    assertThat(kernel.sent()).hasSize(3);
    assertThat(inline.totals().drops()).containsEntry(DropReason.SEND_FAILED, 2L);
    assertThat(inline.totals().outPackets()).containsEntry(Tunnel.EXTERNAL, 3L);
    assertThat(kernel.empty()).isEqualTo(FRAMES);
    assertAccounted(5);
  }

  @Test
  void whatTheKernelDoesNotTakeYetLeavesLaterInOrder() {
    kernel.take(1);
    for (int i = 0; i < 3; i++) {
      socket.receive(frame(2 * i));
    }
    lane.read(0);
    assertThat(kernel.sent()).hasSize(1);
    assertThat(inline.totals().queued()).isEqualTo(2);

    kernel.take(10);
    lane.send();
    assertThat(kernel.sent()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(kernel.sent().get(i)).endsWith(InlineWorker.external(2 * i));
    }
    assertAccounted(3);
  }

  @Test
  void aFullSendRingIsACountedDrop() {
    PlayedKernel.Socket narrow = kernel.new Socket(2);
    XdpLane narrowLane = lane(narrow, inline);
    kernel.take(0);
    for (int i = 0; i < 3; i++) {
      narrow.receive(frame(i));
    }
    narrowLane.read(0);

    assertThat(inline.totals().drops()).containsEntry(DropReason.SEND_QUEUE_FULL, 1L);
    assertThat(inline.totals().queued()).isEqualTo(2);
    assertThat(kernel.empty()).isEqualTo(FRAMES - 2);
    assertAccounted(3);
  }

  @Test
  void aLaneThatFindsTheSharedRingsTakenKeepsItsFramesUntilTheNextTime() {
    socket.receive(Frames.udp(false, 1, InlineWorker.INTERNAL_PORT, InlineWorker.external(1)));
    assertThat(kernel.memory().enter()).isTrue();
    lane.read(0);
    assertThat(kernel.empty()).isEqualTo(FRAMES - 1);
    kernel.memory().leave();
    lane.recycle();

    assertThat(kernel.empty()).isEqualTo(FRAMES);
  }

  /** Two workers on one queue; the kernel is late, drops and refuses as it likes. */
  @Property(tries = 200)
  void noFrameIsLostOrDoubledWhateverTheKernelDoes(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    InlineWorker shared = new InlineWorker();
    try (PlayedKernel played = new PlayedKernel(FRAMES)) {
      List<PlayedKernel.Socket> sockets = List.of(played.new Socket(FRAMES), played.new Socket(4));
      List<XdpLane> lanes = new ArrayList<>();
      sockets.forEach(each -> lanes.add(lane(each, shared)));
      long in = 0;
      for (int step = 0; step < 400; step++) {
        int which = random.nextInt(2);
        switch (random.nextInt(6)) {
          case 0, 1 -> in += sockets.get(which).receive(frame(step)) ? 1 : 0;
          case 2 -> lanes.get(which).read(0);
          case 3 -> played.complete(random.nextInt(4));
          case 4 -> played.take(random.nextInt(8));
          default -> played.drop(random.nextInt(3));
        }
      }
      played.take(Integer.MAX_VALUE);
      for (int round = 0; round < 3; round++) {
        for (XdpLane each : lanes) {
          each.read(0);
          each.send();
        }
        played.complete(FRAMES);
        lanes.forEach(XdpLane::recycle);
      }

      assertThat(played.empty()).isEqualTo(FRAMES);
      Totals totals = shared.totals();
      assertThat(Totals.sum(totals.inPackets())).isEqualTo(in);
      assertThat(totals.queued()).isZero();
      assertThat(Totals.sum(totals.outPackets())).isEqualTo(played.sent().size());
      assertThat(Totals.sum(totals.outPackets()) + Totals.sum(totals.drops())).isEqualTo(in);
      assertThat(lanes).allSatisfy(each -> assertThat(each.waiting()).isZero());
    }
  }
}
