package io.sluice.node;

import io.sluice.node.broker.BadTools;
import io.sluice.node.broker.Broker;
import io.sluice.node.broker.ToolCounts;
import io.sluice.node.capture.CaptureConfig;
import io.sluice.node.capture.CaptureServer;
import io.sluice.node.capture.CaptureSettings;
import io.sluice.node.capture.Captures;
import io.sluice.node.config.PipelineConfig;
import io.sluice.node.dedup.Deduplication;
import io.sluice.node.desk.Desk;
import io.sluice.node.desk.Offload;
import io.sluice.node.desk.OffloadSettings;
import io.sluice.node.desk.StoreHoldings;
import io.sluice.node.export.ExportSettings;
import io.sluice.node.export.FlowExport;
import io.sluice.node.flow.FlowCounts;
import io.sluice.node.log.Log;
import io.sluice.node.mailbox.Mailbox;
import io.sluice.node.tunnel.PacketTap;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an appliance does with packets besides forwarding them, on every worker, as its config says
 * at the time. Safe for use by several threads.
 */
final class Pipeline implements Supplier<PacketTap>, AutoCloseable {
  private static final Log LOG = Log.of(Pipeline.class);

  /** Of what is named, these go up and down. */
  private static final Set<String> GAUGES =
      Set.of(
          "capture.segments",
          "capture.segments.unindexed",
          "capture.store.bytes",
          "capture.kept.segments",
          "capture.kept.bytes",
          "capture.offload.waiting",
          "capture.offload.waiting.bytes",
          "capture.durable.through.seconds",
          "capture.oldest.seconds");

  private final Deduplication copies = new Deduplication();
  private final FlowTaps flows;
  private final FlowExport export;
  private final Captures captures;
  private final Path socket;
  private final Offload offload;
  private final Desk desk;
  private final Broker broker;
  private final List<Chain> chains = new ArrayList<>();
  private @Nullable CaptureServer server;

  /**
   * @param workers that will each have a tap
   * @param address of this machine that tools and collectors get packets from
   * @param state directory that outlives the process
   */
  Pipeline(int workers, InetAddress address, Path state, Mailbox mailbox) {
    export = new FlowExport(ExportSettings.defaults(state), mailbox, address);
    flows = new FlowTaps(Serving.flowsEach(workers), export::sink);
    captures = new Captures(CaptureSettings.defaults(state), workers);
    socket = state.resolve("sluice.sock");
    offload = new Offload(OffloadSettings.defaults(state), mailbox, captures::segments);
    desk = new Desk(mailbox, new StoreHoldings(captures), "appliance " + Version.TEXT);
    broker = new Broker(address);
  }

  /** The next worker's chain. */
  @Override
  public synchronized PacketTap get() {
    Chain chain = new Chain(copies.next(), flows.get(), captures.get(), broker.tap());
    chains.add(chain);
    return chain;
  }

  /**
   * Goes on by another config.
   *
   * @throws BadTools when a tool cannot be served; then nothing has changed
   */
  void change(PipelineConfig config) throws BadTools {
    broker.change(config.tools());
    copies.change(config.deduplicate());
    CaptureConfig capture = config.capture();
    captures.change(capture);
    offload.wanted(capture != null && capture.offload());
    flows.interval(config.flows() == null ? null : config.flows().interval());
    export.change(config.flows());
  }

  /**
   * Begins to bring away what workers hand in.
   *
   * @param machine its name in records, objects and answers
   */
  synchronized void start(String machine) {
    export.start(machine);
    captures.start();
    offload.start(machine);
    desk.start(machine);
    try {
      server = new CaptureServer(socket, captures);
    } catch (IOException e) {
      LOG.warn(
          "What is captured can be asked for through the mailbox alone", "reason", e.getMessage());
    }
  }

  /** Why something is not done as the config says, a clause; empty when all is. */
  String problem() {
    String capture = captures.problem();
    if (!capture.isEmpty()) {
      return "packets are not captured as they should be: " + capture;
    }
    String offloading = offload.problem();
    return offloading.isEmpty() ? "" : "captured packets are not offloaded: " + offloading;
  }

  /** Running totals by name, but for those of tools. */
  Map<String, Long> totals() {
    Map<String, Long> totals = new LinkedHashMap<>(flows.counts().named());
    totals.putAll(export.totals().named());
    totals.putAll(copies.counts().named());
    stored(totals, false);
    for (Chain.Part part : Chain.Part.values()) {
      totals.put("faults." + part.label(), faults(part));
    }
    return totals;
  }

  private void stored(Map<String, Long> to, boolean gauges) {
    Map<String, Long> all = new LinkedHashMap<>(captures.counts().named());
    all.putAll(offload.totals().named());
    all.keySet().removeIf(name -> GAUGES.contains(name) != gauges);
    to.putAll(all);
  }

  private synchronized long faults(Chain.Part part) {
    return chains.stream().mapToLong(chain -> chain.faults(part)).sum();
  }

  /** What goes up and down, by name. */
  Map<String, Long> gauges() {
    Map<String, Long> gauges = new LinkedHashMap<>();
    FlowCounts counts = flows.counts();
    gauges.put("flows.open", counts.open());
    gauges.put("flows.bytes", counts.tableBytes());
    stored(gauges, true);
    return gauges;
  }

  /** What became of packets for each tool of the config. */
  List<ToolCounts> tools() {
    return broker.counts().tools();
  }

  /** Hands on what workers hold and ends. Only when the workers have ended. */
  @Override
  public void close() {
    flows.flush();
    broker.close();
    desk.close();
    closeServer();
    captures.close();
    offload.close();
    export.close();
    flows.close();
  }

  private synchronized void closeServer() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
