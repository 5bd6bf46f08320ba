package io.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.node.dedup.Deduplication;
import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.InlineTunnels;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.TunnelSpec;
import io.sluice.node.tunnel.Warmup;
import io.sluice.packet.Decoder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Packets come as they do to warm up: whole conversations, in which some packets come twice. */
class ChainTest {
  private static final int PACKETS = 1_000;
  private static final InlineTunnels INLINE =
      new InlineTunnels(new TunnelSpec(900, 10800), new TunnelSpec(901, 10801));

  private final Deduplication copies = new Deduplication();
  private final Seen flows = new Seen();
  private final Seen capture = new Seen();
  private final Seen tools = new Seen();
  private final Chain chain = new Chain(copies.next(), flows, capture, tools);

  /** Counts, and fails where it is told to. */
  private static final class Seen implements PacketTap {
    private boolean broken;
    private long packets;
    private long ticks;

    @Override
    public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
      packets++;
      if (broken) {
        throw new IllegalStateException("injected");
      }
    }

    @Override
    public void tick(long nanos) {
      ticks++;
      if (broken) {
        throw new IllegalStateException("injected");
      }
    }
  }

  /** How many were forwarded, of so many in each direction. */
  private long give(int each) {
    return Warmup.run(INLINE, each, chain);
  }

  @Test
  void whatAConfigDoesNotSayIsNotDone() {
    assertThat(give(PACKETS)).isEqualTo(2 * PACKETS);

    assertThat(flows.packets).isEqualTo(2 * PACKETS);
    assertThat(copies.counts().packets()).isZero();
  }

  @Test
  void copiesAreForwardedAndGoNoFurther() {
    copies.change(Duration.ofMillis(50));
    chain.tick(0);

    assertThat(give(PACKETS)).as("forwarded").isEqualTo(2 * PACKETS);

    long copied = copies.counts().copies();
    assertThat(copies.counts().packets()).isEqualTo(2 * PACKETS);
    assertThat(copied).as("the other direction brings them again").isGreaterThan(PACKETS);
    assertThat(flows.packets).isEqualTo(2 * PACKETS - copied);
    assertThat(capture.packets).isEqualTo(flows.packets);
    assertThat(tools.packets).isEqualTo(flows.packets);
  }

  @Test
  void whatFailsInOneCostsTheOthersNothing() {
    capture.broken = true;
    assertThat(give(PACKETS)).as("forwarded").isEqualTo(2 * PACKETS);
    chain.tick(1);

    assertThat(flows.packets).isEqualTo(2 * PACKETS);
    assertThat(tools.packets).isEqualTo(2 * PACKETS);
    assertThat(tools.ticks).isEqualTo(1);
    assertThat(chain.faults(Chain.Part.CAPTURE)).isEqualTo(2 * PACKETS + 1);
    assertThat(chain.faults(Chain.Part.FLOWS)).isZero();

    capture.broken = false;
    flows.broken = true;
    tools.broken = true;
    give(PACKETS);
    assertThat(capture.packets).isEqualTo(4 * PACKETS);
    assertThat(chain.faults(Chain.Part.FLOWS)).isEqualTo(2 * PACKETS);
    assertThat(chain.faults(Chain.Part.TOOLS)).isEqualTo(2 * PACKETS);
  }

  /** Of the parts themselves their own tests say so. */
  @Test
  void theWholeChainMakesNoGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (WarmChain warm = new WarmChain()) {
      int each = 20_000;
      Warmup.run(INLINE, each, warm.tap());
      Warmup.run(INLINE, each, new Seen());

      long before = threads.getCurrentThreadAllocatedBytes();
      Warmup.run(INLINE, each, new Seen());
      long without = threads.getCurrentThreadAllocatedBytes() - before;
      before = threads.getCurrentThreadAllocatedBytes();
      Warmup.run(INLINE, each, warm.tap());
      long with = threads.getCurrentThreadAllocatedBytes() - before;

      // The made-up frames are garbage either way; 16 B more for each packet would be one object
      assertThat(with - without).isLessThan(2L * each);
    }
  }
}
