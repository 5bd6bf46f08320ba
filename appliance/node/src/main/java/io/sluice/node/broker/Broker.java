package io.sluice.node.broker;

import io.sluice.node.linux.Sockets;
import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tools of the running config. Safe for use by several threads.
 *
 * <p>Each worker and tool have a ring of {@value #RING_BYTES} bytes, which takes memory as far as
 * it has ever been filled.
 */
public final class Broker implements AutoCloseable {
  /** Most tools at once. */
  public static final int MAX_TOOLS = 64;

  static final int RING_BYTES = 4 << 20;
  private static final int SMALL_RING_BYTES = 1 << 16;
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final InetAddress source;
  private final Supplier<Transmit> transmits;
  private final int ringBytes;
  private final List<BrokerTap> taps = new ArrayList<>();
  private final List<Tool> leaving = new ArrayList<>();

  /** By names: of tools that are gone, to whose names others have succeeded. */
  private final Map<String, ToolCounts> earlier = new HashMap<>();

  private List<Tool> tools = List.of();
  private volatile boolean closed;

  /**
   * @param source address of this machine to send from; a wildcard leaves it to the system
   */
  public Broker(InetAddress source) {
    this(source, () -> new Sockets()::send, RING_BYTES);
  }

  Broker(InetAddress source, Supplier<Transmit> transmits, int ringBytes) {
    this.source = source;
    this.transmits = transmits;
    this.ringBytes = ringBytes;
  }

  /**
   * Offers packets to a made-up tool whose sender discards them, to warm a worker's path up; to be
   * closed afterwards.
   */
  public static Broker forNothing() {
    Broker broker =
        new Broker(
            InetAddress.getLoopbackAddress(),
            () -> (fd, headers, count, flags) -> count,
            SMALL_RING_BYTES);
    List<Target> targets =
        List.of(Target.parse("vxlan://127.0.0.1?vni=1"), Target.parse("vxlan://127.0.0.1?vni=2"));
    ToolConfig tool =
        new ToolConfig(
            "warm-up",
            "tcp or not port 9",
            List.of(),
            targets,
            128,
            Set.of(Mask.TLS),
            1,
            Set.of(),
            0,
            null);
    try {
      broker.change(List.of(tool));
    } catch (BadTools e) {
      throw new IllegalStateException("a tool by UDP asks for nothing that may be refused", e);
    }
    return broker;
  }

  /** The next worker's tap. */
  public synchronized BrokerTap tap() {
    BrokerTap tap = new BrokerTap();
    taps.add(tap);
    tap.change(tools.stream().map(Tool::lane).toList());
    return tap;
  }

  /**
   * From now on serves these tools: those that are as they were go on undisturbed, others start
   * anew; a tool's counts go on by its name.
   *
   * @throws BadTools when one of them cannot be served; then nothing has changed
   */
  public synchronized void change(List<ToolConfig> configs) throws BadTools {
    if (closed) {
      return;
    }
    Admission.check(configs);
    List<Tool> now = new ArrayList<>();
    List<Tool> fresh = new ArrayList<>();
    for (ToolConfig config : configs) {
      Tool tool = serving(config);
      if (tool == null) {
        tool = tool(config);
        fresh.add(tool);
      }
      now.add(tool);
    }
    List<Tool> gone = tools.stream().filter(tool -> !now.contains(tool)).toList();
    tools = List.copyOf(now);
    fresh.forEach(Tool::start);
    deal();
    for (Tool tool : gone) {
      tool.leave(this::isLetGo);
      leaving.add(tool);
    }
  }

  private @Nullable Tool serving(ToolConfig config) {
    return tools.stream().filter(tool -> tool.config().equals(config)).findFirst().orElse(null);
  }

  private Tool tool(ToolConfig config) throws BadTools {
    PacketFilter packets;
    try {
      packets = PacketFilter.compile(config.filter(), LinkType.RAW);
    } catch (FilterException e) {
      // It asks for something of Ethernet, which a packet without it has not
      packets = null;
    }
    PacketFilter frames = Admission.filter(config);
    Tool tool = new Tool(config, frames, packets, source, transmits.get(), ringBytes);
    for (int i = 0; i < taps.size(); i++) {
      tool.lane();
    }
    return tool;
  }

  private void deal() {
    for (int i = 0; i < taps.size(); i++) {
      int worker = i;
      taps.get(i).change(tools.stream().map(tool -> tool.lane(worker)).toList());
    }
  }

  /** Whether nobody puts anything into the rings of tools that have left. */
  private boolean isLetGo() {
    if (closed) {
      return true;
    }
    synchronized (this) {
      return taps.stream().allMatch(BrokerTap::isAdopted);
    }
  }

  /** What became of packets so far, of the tools of the running config. */
  public synchronized BrokerCounts counts() {
    for (Tool tool : List.copyOf(leaving)) {
      if (tool.hasEnded()) {
        leaving.remove(tool);
        earlier.merge(tool.config().name(), tool.counts(), (old, more) -> more.after(old));
      }
    }
    return new BrokerCounts(tools.stream().map(this::counts).toList());
  }

  private ToolCounts counts(Tool tool) {
    String name = tool.config().name();
    ToolCounts counts = tool.counts();
    for (Tool before : leaving) {
      if (before.config().name().equals(name)) {
        counts = counts.after(before.counts());
      }
    }
    ToolCounts before = earlier.get(name);
    return before == null ? counts : counts.after(before);
  }

  /**
   * Sends what is queued, for a second at most, and ends all senders. Only when the workers have
   * ended. The counts stay.
   */
  @Override
  public void close() {
    List<Tool> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(tools);
      all.forEach(tool -> tool.leave(this::isLetGo));
      all.addAll(leaving);
    }
    long deadline = System.nanoTime() + CLOSING.toNanos();
    try {
      for (Tool tool : all) {
        tool.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
