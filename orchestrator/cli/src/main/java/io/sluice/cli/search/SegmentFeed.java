package io.sluice.cli.search;

import io.sluice.engine.mailbox.Objects;
import io.sluice.engine.search.Request;
import io.sluice.packet.capture.PacketSource;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What matches in one machine's offloaded segments, which are read from end to end. A link type of
 * which the filter cannot be asked matches nothing.
 */
final class SegmentFeed extends Feed {
  /** In an Enhanced Packet Block. */
  private static final int PACKET_AT = 28;

  private static final int CAPTURED_AT = 20;
  private static final int WIRE_AT = 24;

  private final Objects objects;
  private final Iterator<Offloaded.Segment> segments;
  private final String filter;
  private final long from;
  private final long to;
  private final int window;
  private final Map<Integer, Optional<PacketFilter>> filters = new HashMap<>();
  private final Map<String, Integer> networks = new HashMap<>();

  /**
   * @param window in bytes
   */
  SegmentFeed(
      Objects objects,
      Request request,
      String machine,
      List<Offloaded.Segment> segments,
      int window,
      BooleanSupplier stop) {
    super(machine, stop);
    this.objects = objects;
    this.segments = segments.iterator();
    this.filter = request.filter();
    this.from = request.from() == null ? Long.MIN_VALUE : Stamps.nanos(request.from());
    this.to = request.to() == null ? Long.MAX_VALUE : Stamps.nanos(request.to());
    this.window = window;
  }

  @Override
  @Nullable Windows open() {
    return segments.hasNext() ? new Windows(objects, segments.next().object(), window) : null;
  }

  @Override
  boolean complete() {
    return true;
  }

  @Override
  long promised() {
    return Long.MIN_VALUE;
  }

  @Override
  boolean wanted(BlockReader block, Face face, long nanos) {
    if (nanos < from || nanos > to) {
      return false;
    }
    Optional<PacketFilter> asked = filters.computeIfAbsent(face.linkType(), this::compile);
    if (asked.isEmpty()) {
      return false;
    }
    int captured = block.i32(CAPTURED_AT);
    if (captured < 0 || captured > block.length() - PACKET_AT - 4) {
      throw block.malformed("a packet is longer than its block");
    }
    int network =
        networks.computeIfAbsent(
            face.name(), name -> new PacketSource(name, "", face.linkType()).vni());
    return asked
        .get()
        .matches(
            block.memory(), block.at() + (long) PACKET_AT, captured, block.i32(WIRE_AT), network);
  }

  private Optional<PacketFilter> compile(int linkType) {
    try {
      return Optional.of(PacketFilter.compile(filter, linkType));
    } catch (FilterException e) {
      return Optional.empty();
    }
  }
}
