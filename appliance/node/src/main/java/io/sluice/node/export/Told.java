package io.sluice.node.export;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.node.flow.FlowEnd;
import java.util.List;

/** One flow record as it is told onward: a cursor that is used again for the next. */
final class Told {
  private final long[] newPackets = new long[2];
  private final long[] newBytes = new long[2];
  private int worker;
  private List<Column> columns = List.of();
  private Flow flow = new Flow();
  private FlowEnd end = FlowEnd.FLUSHED;
  private long micros;

  /**
   * @param at when, in microseconds since 1970
   */
  Told of(Lane lane, Flow row, FlowEnd why, long at) {
    worker = lane.worker();
    columns = lane.columns();
    flow = row;
    end = why;
    micros = at;
    lane.earlier().since(this);
    return this;
  }

  /** Says what the record adds to those before it of the same flow. */
  void adds(int direction, long packets, long bytes) {
    newPackets[direction] = packets;
    newBytes[direction] = bytes;
  }

  Flow flow() {
    return flow;
  }

  FlowEnd end() {
    return end;
  }

  List<Column> columns() {
    return columns;
  }

  /** When the record left its worker, as far as can be told: microseconds since 1970. */
  long micros() {
    return micros;
  }

  /** Unique among the flows of this process. */
  long flowId() {
    return (long) worker << 32 | Integer.toUnsignedLong(flow.ordinal());
  }

  /** Packets since the flow's record before. */
  long newPackets(int direction) {
    return newPackets[direction];
  }

  /** Bytes of frames since the flow's record before. */
  long newBytes(int direction) {
    return newBytes[direction];
  }
}
