package io.sluice.node.flow;

import io.sluice.node.flow.look.FirstLook;
import io.sluice.node.flow.timing.Timing;
import io.sluice.packet.Decoder;
import io.sluice.packet.Layers;
import io.sluice.packet.Tcp;
import java.lang.foreign.MemorySegment;

/**
 * Measures every flow that one worker sees: finds its row, counts the packet, lets tshark's rules,
 * times and first looks have their say.
 *
 * <p>With {@link FlowSettings#streams} flows last until {@link #flush}, and packets of those for
 * which there is no room are counted as refused. Otherwise flows end by themselves, and {@link
 * Keeper} finds room.
 */
public final class FlowMeter implements AutoCloseable {
  static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;
  private static final int ICMP = 1;
  private static final int ICMP_6 = 58;

  private final boolean streams;
  private final FlowTable table;
  private final Keeper keeper;
  private final FirstLook look;
  private final Timing timing = new Timing();
  private final TcpRules rules = new TcpRules();
  private final TcpSegment segment = new TcpSegment();
  private final Flow flow = new Flow();
  private int direction;
  private boolean reused;
  private long measured;
  private long notIp;
  private long fragments;
  private long cut;
  private long refused;

  /**
   * @param sink told of flows as they end, and of those that go on every interval
   */
  public FlowMeter(FlowSettings settings, FlowSink sink) {
    this(settings, new FirstLook(), sink);
  }

  /**
   * @param look keeps what its sections of rows refer to; goes into {@link FlowColumns#all} to tell
   *     of these rows
   */
  public FlowMeter(FlowSettings settings, FirstLook look, FlowSink sink) {
    this.streams = settings.streams();
    this.look = look;
    this.table = new FlowTable(settings.flows(), !streams, !streams);
    this.keeper = new Keeper(settings, table, sink);
  }

  /**
   * Counts one packet to its flow, which may be a new one.
   *
   * @param nanos when it was captured, since 1970; may go back
   */
  public void packet(Decoder packet, long nanos) {
    if (packet.ipVersion() == 0) {
      notIp++;
    } else if (packet.isFragment() && !isPacketOfStream(packet)) {
      fragment(packet, nanos);
    } else if (packet.transport() == Layers.NONE) {
      cut++;
    } else if (packet.protocol() != TCP) {
      datagram(packet, nanos);
    } else if (packet.end() - packet.transport() < Tcp.CORE_LENGTH) {
      cut++;
    } else {
      segment(packet, nanos);
    }
  }

  /**
   * A first fragment of which not all was captured, so that it cannot be put together with others:
   * tshark counts it as a packet of its stream.
   */
  private boolean isPacketOfStream(Decoder packet) {
    return streams
        && packet.transport() != Layers.NONE
        && isCutOff(packet, packet.transportLength());
  }

  private static boolean isCutOff(Decoder packet, int length) {
    return packet.end() - packet.transport() < length;
  }

  /** Its bytes are its flow's where its ports are known; it is judged with the whole packet. */
  private void fragment(Decoder packet, long nanos) {
    boolean known = packet.sourcePort() != 0 || packet.destinationPort() != 0;
    if (streams || !known) {
      fragments++;
    } else if (open(packet, nanos, false)) {
      count(packet, 0, nanos);
    }
  }

  private void datagram(Decoder packet, long nanos) {
    if (!open(packet, nanos, false)) {
      return;
    }
    int header =
        switch (packet.protocol()) {
          case UDP, ICMP, ICMP_6 -> 8;
          case SCTP -> 12;
          default -> 0;
        };
    int payload = Math.max(0, packet.transportLength() - header);
    count(packet, payload, nanos);
    if (packet.protocol() == UDP && payload > 0) {
      look(packet, true, header, payload, nanos);
    }
  }

  private void segment(Decoder packet, long nanos) {
    segment.of(packet);
    if (segment.headerLength() < Tcp.MIN_HEADER_LENGTH) {
      cut++;
      contradiction(packet, nanos);
      return;
    }
    if (!open(packet, nanos, true)) {
      return;
    }
    MemorySegment row = flow.memory();
    long at = flow.at();
    Handshake.segment(row, at, direction, segment, nanos);
    int verdicts = 0;
    boolean fresh = false;
    if (segment.measured()) {
      verdicts = rules.judge(row, at, direction, segment, nanos);
      verdicts |= reused ? TcpVerdicts.REUSED_PORTS : 0;
      fresh = rules.fresh();
      if (streams && isCutOff(packet, segment.headerLength())) {
        // tshark remembers what its rules need of it, and tells nothing
        verdicts = 0;
      }
    } else {
      TcpRules.time(row, at, segment, nanos);
    }
    count(packet, segment.length(), nanos);
    flags(row, at + Row.rare(direction), verdicts);
    timing.segment(flow, direction, verdicts, packet, nanos);
    if (segment.length() > 0) {
      look(packet, fresh, segment.headerLength(), segment.length(), nanos);
    }
  }

  /**
   * A header that is too short by its own word: tshark remembers what it says, and counts nothing.
   */
  private void contradiction(Decoder packet, long nanos) {
    table.key().of(packet);
    int row = table.find();
    if (row != FlowTable.NONE && segment.measured()) {
      rules.judge(table.memory(), table.at(row), table.direction(), segment, nanos);
    }
  }

  /** Moves {@link #flow} to the packet's flow, a new one where need be; false: no room. */
  private boolean open(Decoder packet, long nanos, boolean tcp) {
    table.key().of(packet);
    int row = table.find();
    reused = false;
    if (row != FlowTable.NONE) {
      direction = table.direction();
      flow.on(table.memory(), table.at(row));
      boolean idle = keeper.isIdle(flow, nanos);
      reused = tcp && !idle && TcpRules.opensAnother(flow.memory(), flow.at(), direction, segment);
      if (!idle && !reused) {
        return true;
      }
      keeper.replaced(row, idle);
    }
    row = keeper.open(nanos);
    if (row == FlowTable.NONE) {
      refused++;
      return false;
    }
    direction = Flow.AB;
    flow.on(table.memory(), table.at(row));
    return true;
  }

  private void count(Decoder packet, int payload, long nanos) {
    measured++;
    MemorySegment row = flow.memory();
    long hot = flow.at() + Row.hot(direction);
    Row.add(row, hot + Row.PACKETS, Row.MASK_48, 1);
    Row.add(row, hot + Row.BYTES, Row.MASK_56, packet.frameLength());
    Row.add(row, hot + Row.PAYLOAD, Row.MASK_56, payload);
    Row.put64(row, hot + Row.LAST, nanos);
    int state = Row.u16(row, flow.at() + Row.STATE);
    int now = direction == Flow.AB ? state & ~State.LAST_BA : state | State.LAST_BA;
    if (now != state) {
      Row.put16(row, flow.at() + Row.STATE, now);
    }
  }

  private void flags(MemorySegment row, long rare, int verdicts) {
    if (segment.isControl()) {
      if (segment.isSyn()) {
        Row.addRare(row, rare + (segment.isPlainSyn() ? Row.SYN : Row.SYN_ACK));
      }
      if (segment.has(Tcp.FIN)) {
        Row.addRare(row, rare + Row.FIN);
      }
      if (segment.has(Tcp.RST)) {
        Row.addRare(row, rare + Row.RST);
      }
    }
    for (int left = verdicts; left != 0; left &= left - 1) {
      int verdict = Integer.numberOfTrailingZeros(left) * Row.RARE_WIDTH;
      Row.addRare(row, rare + Row.VERDICTS + verdict);
    }
  }

  private void look(Decoder packet, boolean fresh, int header, int payload, long nanos) {
    long at = packet.transport() + header;
    int captured = (int) Math.min(payload, packet.end() - at);
    if (captured > 0) {
      look.payload(flow, direction, fresh, packet, at, captured, nanos);
    }
  }

  /** From now on flows that go on are told of this often; {@link Long#MAX_VALUE} never. */
  public void interval(long nanos) {
    keeper.interval(nanos);
  }

  /** To be called often, also without packets: a bounded part of the timeouts' work. */
  public void tick(long nanos) {
    keeper.tick(nanos);
  }

  /** Shows every flow that goes on, as it stands; nothing changes by it. */
  public void visit(FlowSink visitor) {
    keeper.visit(visitor);
  }

  /** Tells the sink of every flow that is left, in the order of their first packets. */
  public void flush() {
    keeper.flush();
  }

  /** What has come of everything so far. To be asked by the worker's own thread. */
  public FlowCounts counts() {
    return new FlowCounts(
        measured,
        notIp,
        fragments,
        cut,
        refused,
        keeper.opened(),
        keeper.evicted(),
        keeper.evictedUnanswered(),
        table.rows().taken(),
        table.rows().bytes());
  }

  @Override
  public void close() {
    table.close();
  }
}
