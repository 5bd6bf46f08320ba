package io.sluice.node;

import io.sluice.node.dedup.Deduplicator;
import io.sluice.node.log.Log;
import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One worker's way of a packet: no copy goes further, and flows, capture and tools each see the
 * rest. What fails in one of them is counted, told once, and costs the others nothing.
 */
final class Chain implements PacketTap {
  private static final Log LOG = Log.of(Chain.class);

  /** What looks at packets. */
  enum Part {
    DEDUPLICATE,
    FLOWS,
    CAPTURE,
    TOOLS;

    /** Its name in status and metrics. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Deduplicator copies;
  private final PacketTap flows;
  private final PacketTap capture;
  private final PacketTap tools;
  private final AtomicLongArray faults = new AtomicLongArray(Part.values().length);

  Chain(Deduplicator copies, PacketTap flows, PacketTap capture, PacketTap tools) {
    this.copies = copies;
    this.flows = flows;
    this.capture = capture;
    this.tools = tools;
  }

  @Override
  public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
    if (isCopy(datagram, nanos)) {
      return;
    }
    try {
      flows.packet(datagram, tunnel, packet, nanos);
    } catch (RuntimeException e) {
      fault(Part.FLOWS, e);
    }
    try {
      capture.packet(datagram, tunnel, packet, nanos);
    } catch (RuntimeException e) {
      fault(Part.CAPTURE, e);
    }
    try {
      tools.packet(datagram, tunnel, packet, nanos);
    } catch (RuntimeException e) {
      fault(Part.TOOLS, e);
    }
  }

  private boolean isCopy(Datagram datagram, long nanos) {
    try {
      return copies.isCopy(
          datagram.memory(),
          datagram.packet(),
          datagram.packetLength(),
          datagram.linkType(),
          nanos);
    } catch (RuntimeException e) {
      fault(Part.DEDUPLICATE, e);
      return false;
    }
  }

  @Override
  public void tick(long nanos) {
    copies.tick();
    try {
      flows.tick(nanos);
    } catch (RuntimeException e) {
      fault(Part.FLOWS, e);
    }
    try {
      capture.tick(nanos);
    } catch (RuntimeException e) {
      fault(Part.CAPTURE, e);
    }
    try {
      tools.tick(nanos);
    } catch (RuntimeException e) {
      fault(Part.TOOLS, e);
    }
  }

  // An index within this class alone
  @SuppressWarnings("EnumOrdinal")
  private void fault(Part part, RuntimeException e) {
    if (faults.getAndIncrement(part.ordinal()) == 0) {
      LOG.error(
          "A packet failed in %s; further faults are only counted".formatted(part.label()), e);
    }
  }

  /** How often a part failed. */
  @SuppressWarnings("EnumOrdinal")
  long faults(Part part) {
    return faults.get(part.ordinal());
  }
}
