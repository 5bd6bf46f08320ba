package io.sluice.node.flow.timing;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Column.Number;
import io.sluice.node.flow.Column.Number.Kind;
import io.sluice.node.flow.Column.Text;
import io.sluice.node.flow.Flow;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What the section tells, with names and meanings. */
final class TimingColumns {
  static final List<Column> ALL = all();
  private static final int TCP = 6;

  /** Where samples stand that are read. */
  private interface Place {
    long in(Section section);
  }

  private TimingColumns() {}

  private static List<Column> all() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Text("verdict", "Where the time went, in plain words", Diagnosis::of));
    handshake(columns);
    samples(
        columns,
        "server_rtt",
        "Round trip of data between here and the server",
        Samples.ROUND_TRIPS,
        section -> section.roundTrips(section.client()));
    samples(
        columns,
        "client_rtt",
        "Round trip of data between here and the client",
        Samples.ROUND_TRIPS,
        section -> section.roundTrips(1 - section.client()));
    samples(
        columns,
        "response_time",
        "From the last new byte of a request to the first of its response",
        Samples.RESPONSES,
        section -> section.at(Layout.RESPONSES));
    turns(columns);
    sides(columns);
    count(
        columns,
        "copies",
        "Packets captured twice, which are no retransmissions here",
        section -> section.counted(Layout.COPIES));
    return List.copyOf(columns);
  }

  private static void handshake(List<Column> columns) {
    columns.add(new Text("handshake", "How far the handshake came", Diagnosis::handshake));
    duration(
        columns,
        "server_handshake_ns",
        "From the SYN to the SYN-ACK that answers it; not told where ambiguous",
        Handshake::server);
    duration(
        columns,
        "client_handshake_ns",
        "From the SYN-ACK to the client's ACK; not told where ambiguous",
        Handshake::client);
    count(
        columns,
        "handshake_ambiguous",
        "1 where a SYN or SYN-ACK was sent again and nothing tells which one was answered",
        section -> section.has(Flags.SERVER_AMBIGUOUS | Flags.CLIENT_AMBIGUOUS) ? 1 : 0);
    count(
        columns,
        "client_handshake_deferred",
        "1 where the client's ACK came with payload: its time includes the client's own",
        section -> section.has(Flags.DEFERRED) ? 1 : 0);
  }

  private static void samples(
      List<Column> columns, String name, String meaning, Samples samples, Place place) {
    ofSamples(
        columns,
        name + "_count",
        meaning + ": how many were measured",
        Kind.COUNT,
        place,
        samples::count);
    ofSamples(
        columns, name + "_sum_ns", meaning + ", added up", Kind.DURATION_NS, place, samples::sum);
    ofSamples(
        columns,
        name + "_min_ns",
        meaning + ": the least",
        Kind.DURATION_NS,
        place,
        samples::least);
    for (int percent : new int[] {50, 90, 99}) {
      ofSamples(
          columns,
          "%s_p%d_ns".formatted(name, percent),
          "%s: %d %% took no longer, to a factor of 1.42".formatted(meaning, percent),
          Kind.DURATION_NS,
          place,
          (memory, at) -> samples.quantile(memory, at, percent / 100.0));
    }
    ofSamples(
        columns,
        name + "_max_ns",
        meaning + ": the greatest",
        Kind.DURATION_NS,
        place,
        samples::greatest);
    columns.add(
        new Text(
            name + "_histogram",
            meaning + ": nanoseconds from which a bucket counts, and what it counted",
            section(section -> histogram(samples, section, place.in(section)))));
  }

  private interface OfSamples {
    long of(MemorySegment memory, long at);
  }

  private static void ofSamples(
      List<Column> columns, String name, String meaning, Kind kind, Place place, OfSamples of) {
    number(columns, name, meaning, kind, section -> of.of(section.memory(), place.in(section)));
  }

  private static String histogram(Samples samples, Section section, long at) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < samples.buckets(); i++) {
      long held = samples.held(section.memory(), at, i);
      if (held > 0) {
        text.add(samples.edge(section.memory(), at, i) + ":" + held);
      }
    }
    return text.toString();
  }

  private static void turns(List<Column> columns) {
    count(
        columns,
        "requests_resent",
        "Responses to requests of which something was sent again: their time includes a loss",
        section -> section.countedRare(Layout.RESENT_REQUESTS));
    duration(
        columns,
        "application_delay_sum_ns",
        "Response times less the round trip to the server: the server's own time, added up",
        section -> section.sum(Layout.APPLICATION));
    count(
        columns,
        "application_delay_clipped",
        "Responses faster than that round trip, which count as no delay",
        section -> section.countedRare(Layout.CLIPPED));
    count(
        columns,
        "ack_gap_count",
        "Responses before which the server acknowledged the request without payload",
        section -> section.counted(Layout.GAPS));
    duration(
        columns,
        "ack_gap_sum_ns",
        "From that acknowledgment to the response's first byte, added up",
        section -> section.sum(Layout.GAP_SUM));
    duration(
        columns,
        "client_think_sum_ns",
        "From a response's last byte to the next request, less the round trip to the client",
        section -> section.sum(Layout.THINKING));
    duration(
        columns,
        "request_transfer_sum_ns",
        "From the first to the last new byte of each request, added up",
        section -> section.sum(Layout.REQUESTING));
    duration(
        columns,
        "response_transfer_sum_ns",
        "From the first to the last new byte of each response, added up",
        section -> section.sum(Layout.RESPONDING));
  }

  private static void sides(List<Column> columns) {
    for (int direction : new int[] {Flow.AB, Flow.BA}) {
      String suffix = direction == Flow.AB ? "_ab" : "_ba";
      String way = direction == Flow.AB ? ", from a to b" : ", from b to a";
      count(
          columns,
          "resent" + suffix,
          "Segments sent again, copies not included" + way,
          section -> section.counted(Layout.RESENT + 2 * direction));
      count(
          columns,
          "resent_episodes" + suffix,
          "Times that segments were sent again until all was acknowledged" + way,
          section -> section.countedRare(Layout.EPISODES + direction));
      number(
          columns,
          "mss" + suffix,
          "Maximum segment size offered by the SYN" + way,
          Kind.BYTES,
          section -> absentIfZero(section.u16(Layout.SEGMENT_SIZE + 2 * direction)));
      number(
          columns,
          "window_scale" + suffix,
          "Window scale offered by the SYN" + way,
          Kind.COUNT,
          section -> scale(section, direction));
      count(
          columns,
          "sack_permitted" + suffix,
          "1 where the SYN permits selective acknowledgments" + way,
          section -> section.has(Flags.SACK_A, direction) ? 1 : 0);
      number(
          columns,
          "window_min" + suffix,
          "Smallest window announced, scaled where both SYNs were seen to allow it" + way,
          Kind.BYTES,
          section -> window(section, direction));
    }
  }

  private static long absentIfZero(int value) {
    return value == 0 ? -1 : value;
  }

  private static int scale(Section section, int direction) {
    return ((section.u8(Layout.SCALES) >>> (4 * direction)) & 15) - 1;
  }

  private static long window(Section section, int direction) {
    long least = section.u16(Layout.WINDOW + 2 * direction) - 1L;
    boolean scaled = scale(section, Flow.AB) >= 0 && scale(section, Flow.BA) >= 0;
    return scaled && least > 0 ? least << scale(section, direction) : least;
  }

  private static void duration(
      List<Column> columns, String name, String meaning, ToLongFunction<Section> of) {
    number(columns, name, meaning, Kind.DURATION_NS, of);
  }

  private static void count(
      List<Column> columns, String name, String meaning, ToLongFunction<Section> of) {
    number(columns, name, meaning, Kind.COUNT, of);
  }

  /** Known only of TCP. */
  private static void number(
      List<Column> columns, String name, String meaning, Kind kind, ToLongFunction<Section> of) {
    columns.add(
        new Number(
            name,
            meaning,
            kind,
            -1,
            flow -> flow.protocol() == TCP ? of.applyAsLong(new Section().on(flow)) : -1));
  }

  static Function<Flow, String> section(Function<Section, String> of) {
    return flow -> flow.protocol() == TCP ? of.apply(new Section().on(flow)) : "";
  }
}
