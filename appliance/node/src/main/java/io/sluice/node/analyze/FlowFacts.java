package io.sluice.node.analyze;

import io.sluice.node.flow.Flow;
import io.sluice.packet.Ports;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the table tells of a flow, in the product's own definitions. */
final class FlowFacts {
  private static final List<String> NAMES = List.of("sni", "http_host", "dns_name");

  private final Columns columns;
  private final ToLongFunction<Flow> packets;
  private final ToLongFunction<Flow> bytes;
  private final ToLongFunction<Flow> resent;
  private final ToLongFunction<Flow> handshake;

  FlowFacts(Columns columns) {
    this.columns = columns;
    this.packets = columns.measure("pkts");
    this.bytes = columns.measure("bytes");
    this.resent = columns.measure("resent");
    this.handshake = columns.sum("server_handshake_ns", "client_handshake_ns");
  }

  long packets(Flow flow) {
    return packets.applyAsLong(flow);
  }

  /** Segments that were sent again, copies of the capture's own making aside. */
  long resent(Flow flow) {
    return resent.applyAsLong(flow);
  }

  /** A cell for each of the table's columns. */
  List<String> cells(Flow flow) {
    long took = handshake.applyAsLong(flow);
    return List.of(
        end("a", flow),
        end("b", flow),
        protocol(flow),
        columns.text("app", flow),
        Wording.count(packets(flow)),
        Wording.bytes(bytes.applyAsLong(flow)),
        Wording.duration(flow.lastNanos() - flow.firstNanos()),
        took == 0 ? "" : Wording.duration(took),
        flow.protocol() == Ports.TCP ? Wording.count(resent(flow)) : "",
        name(flow),
        columns.text("verdict", flow));
  }

  private String end(String side, Flow flow) {
    String address = columns.text(side + "_ip", flow);
    String port = columns.text(side + "_port", flow);
    if (!Ports.has(flow.protocol())) {
      return address;
    }
    return address.indexOf(':') >= 0 ? "[%s]:%s".formatted(address, port) : address + ":" + port;
  }

  private String name(Flow flow) {
    return NAMES.stream()
        .map(column -> columns.text(column, flow))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  String protocol(Flow flow) {
    return switch (flow.protocol()) {
      case 1 -> "ICMP";
      case 2 -> "IGMP";
      case Ports.TCP -> "TCP";
      case Ports.UDP -> "UDP";
      case 47 -> "GRE";
      case 50 -> "ESP";
      case 58 -> "ICMPv6";
      case 89 -> "OSPF";
      case Ports.SCTP -> "SCTP";
      default -> "IP " + flow.protocol();
    };
  }
}
