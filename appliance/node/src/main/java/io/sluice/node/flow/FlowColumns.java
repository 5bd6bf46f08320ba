package io.sluice.node.flow;

import io.sluice.node.flow.Column.Number;
import io.sluice.node.flow.Column.Text;
import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.flow.timing.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Every column that a row has, in the order tables show them. */
public final class FlowColumns {
  /**
   * The names of those that tshark has the like of, in this order: the key, times, counts and
   * handshake of a stream, and its verdicts.
   */
  public static final List<String> TSHARK =
      core().stream()
          .map(Column::name)
          .filter(name -> !List.of("protocol", "vlan", "vni").contains(name))
          .toList();

  private FlowColumns() {}

  /**
   * @param look that of the meter whose rows are told of
   */
  public static List<Column> all(FirstLook look) {
    List<Column> columns = new ArrayList<>(core());
    columns.addAll(Timing.columns());
    columns.addAll(look.columns());
    return List.copyOf(columns);
  }

  /** Key, times, counts, handshake and tshark's verdicts: those of this package. */
  public static List<Column> core() {
    List<Column> columns = new ArrayList<>();
    key(columns);
    counts(columns);
    columns.add(
        Number.duration(
            "hs_server_rtt_ns",
            "From the latest SYN to the first SYN/ACK: the server's part of the handshake",
            Flow::serverHandshakeNanos));
    columns.add(
        Number.duration(
            "hs_client_rtt_ns",
            "From the first SYN/ACK to the client's next segment: its part of the handshake",
            Flow::clientHandshakeNanos));
    columns.add(
        Number.duration(
            "initial_rtt_ns",
            "From the latest SYN to the first ACK without SYN, as tshark has it",
            Flow::initialRttNanos));
    verdicts(columns);
    return List.copyOf(columns);
  }

  private static void key(List<Column> columns) {
    columns.add(
        Number.count(
            "stream",
            "Number of the flow, in the order of first packets",
            flow -> Integer.toUnsignedLong(flow.ordinal())));
    columns.add(Number.count("ipv", "Version of IP", Flow::ipVersion));
    columns.add(Number.count("protocol", "Number of the transport protocol", Flow::protocol));
    columns.add(
        new Text(
            "a_ip",
            "Address of the first packet's sender",
            flow -> Addresses.text(flow.ipVersion(), flow.aHigh(), flow.aLow())));
    columns.add(Number.count("a_port", "Port of the first packet's sender", Flow::aPort));
    columns.add(
        new Text(
            "b_ip",
            "Address of the first packet's receiver",
            flow -> Addresses.text(flow.ipVersion(), flow.bHigh(), flow.bLow())));
    columns.add(Number.count("b_port", "Port of the first packet's receiver", Flow::bPort));
    columns.add(
        new Number(
            "vlan", "Outermost VLAN of the first packet", Number.Kind.COUNT, -1, Flow::vlan));
    columns.add(
        new Number(
            "vni",
            "VXLAN or GENEVE network of the first packet",
            Number.Kind.COUNT,
            -1,
            Flow::vni));
    columns.add(
        new Text(
            "client",
            "The side that opened the connection: a, b, or ? where no SYN was seen",
            FlowColumns::client));
    columns.add(instant("first_ns", "Time of the first packet", Flow::firstNanos));
    columns.add(instant("last_ns", "Time of the last packet", Flow::lastNanos));
  }

  private static String client(Flow flow) {
    return switch (flow.client()) {
      case Flow.AB -> "a";
      case Flow.BA -> "b";
      default -> flow.protocol() == FlowMeter.TCP ? "?" : "";
    };
  }

  private static Column instant(String name, String meaning, ToLongFunction<Flow> of) {
    return new Number(name, meaning, Number.Kind.INSTANT_NS, Long.MIN_VALUE, of);
  }

  private static void counts(List<Column> columns) {
    both(columns, "pkts", "Packets", Number.Kind.COUNT, Flow::packets);
    both(columns, "bytes", "Bytes of whole frames on the wire", Number.Kind.BYTES, Flow::bytes);
    both(
        columns,
        "payload",
        "Bytes above the transport header on the wire, copies included",
        Number.Kind.BYTES,
        Flow::payload);
    both(columns, "syn", "SYNs without ACK", Number.Kind.COUNT, Flow::syns);
    both(columns, "synack", "SYN/ACKs", Number.Kind.COUNT, Flow::synAcks);
    both(columns, "fin", "FINs", Number.Kind.COUNT, Flow::fins);
    both(columns, "rst", "Resets", Number.Kind.COUNT, Flow::resets);
  }

  private static void verdicts(List<Column> columns) {
    for (TcpVerdicts.Meaning verdict : TcpVerdicts.MEANINGS) {
      both(
          columns,
          verdict.name(),
          verdict.meaning(),
          Number.Kind.COUNT,
          (flow, direction) -> flow.verdicts(direction, verdict.bit()));
    }
  }

  private interface OfDirection {
    long of(Flow flow, int direction);
  }

  private static void both(
      List<Column> columns, String name, String meaning, Number.Kind kind, OfDirection of) {
    columns.add(
        new Number(
            name + "_ab",
            meaning + ", from a to b",
            kind,
            Long.MIN_VALUE,
            flow -> of.of(flow, Flow.AB)));
    columns.add(
        new Number(
            name + "_ba",
            meaning + ", from b to a",
            kind,
            Long.MIN_VALUE,
            flow -> of.of(flow, Flow.BA)));
  }
}
