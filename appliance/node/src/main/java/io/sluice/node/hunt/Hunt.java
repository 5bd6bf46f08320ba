package io.sluice.node.hunt;

import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import io.sluice.node.flow.FlowMeter;
import io.sluice.node.flow.FlowSettings;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.flow.look.LookSettings;
import io.sluice.packet.Decoder;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import io.sluice.packet.Verdict;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for indicators in packets that come in about the order of their time. Memory does not grow
 * with the packets: at most some 500 MB when there are as many flows at once as it keeps (beyond
 * that the oldest are counted early). For one thread.
 */
public final class Hunt implements AutoCloseable {
  private static final int FLOWS = 1_000_000;
  private static final long IDLE = Duration.ofMinutes(5).toNanos();

  /** Packets between two looks at the flows' timeouts. */
  private static final int STRIDE = 1 << 12;

  private final Indicators indicators;
  private final Decoder decoder = new Decoder(TunnelPorts.REGISTERED, Reassembly.patient());
  private final FlowMeter meter;

  /** Names that were heard in flows that go on, by the flows' ordinals. */
  private final Map<Integer, Set<Integer>> heard = new HashMap<>();

  private final Map<Integer, Tally> tallies = new HashMap<>();
  private final Set<Integer> ofFlow = new TreeSet<>();
  private long packets;

  /** What was counted of one indicator. */
  private static final class Tally {
    private long packets;
    private long bytes;
    private long flows;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void add(Flow flow) {
      packets += flow.packets(Flow.AB) + flow.packets(Flow.BA);
      bytes += flow.bytes(Flow.AB) + flow.bytes(Flow.BA);
      flows++;
      first = Math.min(first, flow.firstNanos());
      last = Math.max(last, flow.lastNanos());
    }

    void add(Tally other) {
      packets += other.packets;
      bytes += other.bytes;
      flows += other.flows;
      first = Math.min(first, other.first);
      last = Math.max(last, other.last);
    }
  }

  public Hunt(Indicators indicators) {
    this.indicators = indicators;
    FirstLook look =
        indicators.haveNames() ? new FirstLook(LookSettings.USUAL, this::heard) : new FirstLook();
    meter = new FlowMeter(new FlowSettings(FLOWS, IDLE, Long.MAX_VALUE, false), look, this::ended);
  }

  /**
   * Looks at one packet.
   *
   * @param nanos when it was captured, since 1970
   * @see Decoder#decode(MemorySegment, long, int, int, int, long)
   */
  public void packet(
      MemorySegment memory, long at, int captured, int wire, int linkType, long nanos) {
    Verdict verdict = decoder.decode(memory, at, captured, wire, linkType, nanos);
    if (verdict == Verdict.OK || decoder.ipVersion() != 0) {
      meter.packet(decoder, nanos);
    }
    if (++packets % STRIDE == 0) {
      meter.tick(nanos);
    }
  }

  private void heard(Flow flow, String name) {
    indicators.name(
        name, number -> heard.computeIfAbsent(flow.ordinal(), _ -> new TreeSet<>()).add(number));
  }

  private void ended(Flow flow, FlowEnd end) {
    tally(flow, tallies);
    heard.remove(flow.ordinal());
  }

  private void tally(Flow flow, Map<Integer, Tally> into) {
    ofFlow.clear();
    indicators.address(flow.ipVersion(), flow.aHigh(), flow.aLow(), ofFlow::add);
    indicators.address(flow.ipVersion(), flow.bHigh(), flow.bLow(), ofFlow::add);
    ofFlow.addAll(heard.getOrDefault(flow.ordinal(), Set.of()));
    for (int number : ofFlow) {
      into.computeIfAbsent(number, _ -> new Tally()).add(flow);
    }
  }

  /** Packets that were looked at. */
  public long packets() {
    return packets;
  }

  /**
   * What was seen so far, flows that go on included: those first that were seen first. Costs a look
   * at every flow that goes on.
   */
  public List<Finding> findings() {
    Map<Integer, Tally> all = new HashMap<>();
    tallies.forEach((number, tally) -> all.computeIfAbsent(number, _ -> new Tally()).add(tally));
    meter.visit((flow, _) -> tally(flow, all));
    List<Finding> findings = new ArrayList<>();
    all.forEach(
        (number, tally) ->
            findings.add(
                new Finding(
                    indicators.text(number),
                    tally.packets,
                    tally.bytes,
                    tally.flows,
                    tally.first,
                    tally.last)));
    findings.sort(Comparator.comparingLong(Finding::firstNanos).thenComparing(Finding::indicator));
    return findings;
  }

  @Override
  public void close() {
    meter.close();
  }
}
