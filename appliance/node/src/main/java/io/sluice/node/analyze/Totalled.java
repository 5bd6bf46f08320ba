package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import io.sluice.packet.Ports;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What some flows come to, and which of them are first. */
final class Totalled {
  private final FlowFacts facts;
  private final TopFlows top;
  private final Map<String, Long> byProtocol = new TreeMap<>();
  private long flows;
  private long tcpPackets;
  private long tcpResent;

  Totalled(FlowFacts facts, TopFlows top) {
    this.facts = facts;
    this.top = top;
  }

  void add(Flow flow) {
    flows++;
    byProtocol.merge(facts.protocol(flow), 1L, Long::sum);
    if (flow.protocol() == Ports.TCP) {
      tcpPackets += facts.packets(flow);
      tcpResent += facts.resent(flow);
    }
    top.add(flow);
  }

  void add(Totalled other) {
    flows += other.flows;
    tcpPackets += other.tcpPackets;
    tcpResent += other.tcpResent;
    other.byProtocol.forEach((protocol, count) -> byProtocol.merge(protocol, count, Long::sum));
    other.top.best().forEach(top::add);
  }

  long flows() {
    return flows;
  }

  Map<String, Long> byProtocol() {
    return byProtocol;
  }

  long tcpPackets() {
    return tcpPackets;
  }

  long tcpResent() {
    return tcpResent;
  }

  List<Flow> best() {
    return top.best();
  }
}
