package io.sluice.node.flow.look;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Flow;
import io.sluice.packet.Decoder;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link Flow#LOOK} section of rows, and the names that rows refer to. What a connection
 * speaks is told by its content; ports only help where DNS is concerned.
 *
 * <p>One worker's own, except for {@link #columns()} and {@link #counts()}, which any thread may
 * read. Nothing is allocated for a packet.
 */
public final class FirstLook {
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final Row row = new Row();
  private final Letters letters = new Letters();
  private final Names names;
  private final Names questions;
  private final Outstanding outstanding;
  private final Hellos hellos;
  private final Heard heard;
  private final Dns dns;
  private final DnsStream dnsStream;
  private final Tls tls;
  private final Http http;
  private final List<Column> columns;
  private final LongAdder malformed = new LongAdder();
  private int serials;

  public FirstLook() {
    this(LookSettings.USUAL);
  }

  public FirstLook(LookSettings settings) {
    this(settings, null);
  }

  /**
   * @param listener told of names, or null; each name then costs a string
   */
  public FirstLook(LookSettings settings, @Nullable NameListener listener) {
    heard = new Heard(listener);
    names = new Names(settings.nameBytes());
    questions = new Names(settings.nameBytes());
    outstanding = new Outstanding(settings.questions());
    hellos = new Hellos(settings.hellos());
    dns = new Dns(questions, letters, outstanding, heard);
    dnsStream = new DnsStream(dns);
    tls = new Tls(names, letters, hellos, malformed, heard);
    http = new Http(names, letters, outstanding, heard);
    columns = LookColumns.of(names, questions);
  }

  /**
   * A packet with payload.
   *
   * @param direction {@link Flow#AB} or {@link Flow#BA}
   * @param fresh whether it brings bytes that were not seen before (always so outside TCP)
   * @param at where the payload starts in the packet's memory
   * @param captured bytes of it that are there
   */
  public void payload(
      Flow flow, int direction, boolean fresh, Decoder packet, long at, int captured, long nanos) {
    if (!fresh || captured <= 0) {
      return;
    }
    row.on(flow);
    heard.of(flow);
    MemorySegment memory = packet.memory();
    long end = at + captured;
    if (packet.protocol() == UDP) {
      datagram(direction, packet, memory, at, end, nanos);
    } else if (packet.protocol() == TCP) {
      segment(direction, packet, memory, at, end, nanos);
    }
  }

  private void datagram(
      int direction, Decoder packet, MemorySegment memory, long at, long end, long nanos) {
    int app = row.app();
    if (app == Row.NONE) {
      int source = packet.sourcePort();
      int destination = packet.destinationPort();
      if (Dns.isGroupPort(source) || Dns.isGroupPort(destination)) {
        row.set(Row.GROUP);
      }
      boolean known = Dns.isPort(source) || Dns.isPort(destination);
      if (!known && !isPlainQuery(source, destination, memory, at, end)) {
        return;
      }
      begin();
    }
    boolean whole = end - packet.transport() >= packet.transportLength();
    if (dns.message(row, direction, memory, at, end, whole, nanos)) {
      row.app(Row.DNS);
    } else if (whole) {
      countMalformed();
    }
    row.name(questions.kept(row.name(), letters));
  }

  /** Flows on other ports are searched once, with their first payload. */
  private boolean isPlainQuery(
      int source, int destination, MemorySegment memory, long at, long end) {
    if (row.has(Row.SEARCHED) || Dns.isOtherPort(source) || Dns.isOtherPort(destination)) {
      return false;
    }
    row.set(Row.SEARCHED);
    return dns.isPlain(memory, at, end);
  }

  /** A connection through a proxy is told as what it carries. */
  private int passed(MemorySegment memory, long at, long end) {
    if (row.app() == Row.HTTP && Http.isTunnel(row) && Tls.isStart(memory, at, end)) {
      row.become(Row.TLS);
    }
    return row.app();
  }

  private void segment(
      int direction, Decoder packet, MemorySegment memory, long at, long end, long nanos) {
    long missing = Math.max(0, packet.transport() + packet.transportLength() - end);
    switch (row.app() == Row.NONE ? app(packet, memory, at, end) : passed(memory, at, end)) {
      case Row.TLS -> {
        tls.segment(row, direction, packet, memory, at, end, missing == 0);
        row.name(names.kept(row.name(), letters));
      }
      case Row.HTTP -> {
        int acknowledged = Segments.acknowledged(packet);
        http.segment(row, direction, acknowledged, memory, at, end, missing, nanos);
        row.name(names.kept(row.name(), letters));
      }
      case Row.DNS -> {
        boolean begun = row.app() == Row.DNS;
        if (dnsStream.segment(row, direction, memory, at, end, missing == 0, nanos)) {
          row.app(Row.DNS);
        } else if (!begun) {
          countMalformed();
        }
        row.name(questions.kept(row.name(), letters));
      }
      default -> {}
    }
  }

  /** What a connection speaks of which nothing is known yet. */
  private int app(Decoder packet, MemorySegment memory, long at, long end) {
    int app;
    if (Tls.isStart(memory, at, end)) {
      app = Row.TLS;
    } else if (http.isStart(memory, at, end)) {
      app = Row.HTTP;
    } else if (isDns(packet, memory, at, end)) {
      // Not before one message was read: the port may mean nothing
      begin();
      return Row.DNS;
    } else {
      return Row.NONE;
    }
    begin();
    row.app(app);
    return app;
  }

  private boolean isDns(Decoder packet, MemorySegment memory, long at, long end) {
    if (Dns.isPort(packet.sourcePort()) || Dns.isPort(packet.destinationPort())) {
      return true;
    }
    if (row.has(Row.SEARCHED)) {
      return false;
    }
    row.set(Row.SEARCHED);
    return dnsStream.isPlain(memory, at, end);
  }

  private void begin() {
    if (row.serial() == 0) {
      serials = serials == -1 ? 1 : serials + 1;
      row.serial(serials);
    }
  }

  private void countMalformed() {
    row.countMalformed();
    malformed.increment();
  }

  /** What rows tell of these looks. Texts are empty and numbers absent where they do not apply. */
  public List<Column> columns() {
    return columns;
  }

  public LookCounts counts() {
    return new LookCounts(
        malformed.sum(), tls.notWhole(), outstanding.forgotten(), names.lost() + questions.lost());
  }

  /** Memory outside the heap that these looks hold, in bytes; it does not grow. */
  public long bytes() {
    return names.bytes() + questions.bytes() + outstanding.bytes() + hellos.bytes();
  }
}
