package io.sluice.node.tunnel;

import io.sluice.node.log.Log;
import io.sluice.packet.Decoder;
import io.sluice.packet.Ethernet;
import io.sluice.packet.FlowHash;
import io.sluice.packet.LinkType;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes each received datagram to its end: sent on, observed, or counted as dropped. Knows nothing
 * of sockets: whoever reads datagrams gives them to it, and an {@link Outlet} to send them by. One
 * event loop's own.
 */
public final class Worker {
  private static final Log LOG = Log.of(Worker.class);

  private final Counters counters;
  private final OwnSenders ownSenders;
  private final int maxLength;
  private final @Nullable PacketTap tap;
  private final Datagram datagram = new Datagram();
  private final Decoder decoder = new Decoder(TunnelPorts.REGISTERED, Reassembly.live());
  private boolean faultLogged;

  /**
   * @param bufferLength of a datagram's receive buffer; one that fills it was cut off
   * @param tap shown every packet that is not dropped
   */
  Worker(Counters counters, OwnSenders ownSenders, int bufferLength, @Nullable PacketTap tap) {
    this.counters = counters;
    this.ownSenders = ownSenders;
    this.maxLength = bufferLength - 1;
    this.tap = tap;
  }

  /** What it counts into; outlets do, too. */
  public Counters counters() {
    return counters;
  }

  /** To be told of each UDP port that an outlet sends by. */
  public OwnSenders ownSenders() {
    return ownSenders;
  }

  boolean isTapped() {
    return tap != null;
  }

  /** The longest datagram that is handled, in bytes; readers need no more room than one more. */
  public int maxLength() {
    return maxLength;
  }

  /**
   * Handles one datagram's UDP payload; may write to it.
   *
   * @param route of the port that it came to
   * @param outlet to send it by
   * @param at the payload's first byte in {@code memory}
   * @param length of the payload, in bytes
   * @param fromHigh the sender's address, as {@link Addresses} has it
   * @param fromPort the sender's UDP port
   * @param nanos when it was received, since 1970
   * @return whether the outlet has taken it; if not, the memory is free
   */
  public boolean accept(
      Route route,
      Outlet outlet,
      MemorySegment memory,
      long at,
      int length,
      long fromHigh,
      long fromLow,
      int fromPort,
      long nanos) {
    counters.in(route.in(), length);
    try {
      DropReason reason = decide(route, memory, at, length, fromHigh, fromLow, fromPort);
      if (reason != null) {
        counters.drop(reason);
        return false;
      }
      return pass(route, outlet, fromHigh, fromLow, nanos);
    } catch (RuntimeException e) {
      counters.drop(DropReason.INTERNAL_ERROR);
      fault(e);
      return false;
    }
  }

  private @Nullable DropReason decide(
      Route route, MemorySegment memory, long at, int length, long high, long low, int port) {
    if (length > maxLength) {
      return DropReason.TRUNCATED;
    }
    if (ownSenders.has(high, low, port)) {
      return DropReason.OWN_DATAGRAM;
    }
    datagram.wrap(memory, at, length);
    return route.treatment().apply(datagram);
  }

  private boolean pass(Route route, Outlet outlet, long high, long low, long nanos) {
    Route.Exit exit = route.exit();
    boolean sent = false;
    int hash = look(route.in(), exit != null, nanos);
    if (exit == null) {
      counters.observed(route.in(), datagram.length());
    } else {
      sent =
          outlet.send(
              exit.tunnel(),
              datagram.memory(),
              datagram.offset(),
              datagram.length(),
              high,
              low,
              exit.port(),
              hash);
      if (!sent) {
        counters.drop(DropReason.SEND_QUEUE_FULL);
      }
    }
    return sent;
  }

  /**
   * Decodes the packet once, for whoever looks on and for its flow's hash, which is what it
   * returns. A fault in what looks on must not cost the datagram.
   */
  private int look(Tunnel tunnel, boolean hashed, long nanos) {
    int length = datagram.packetLength();
    if (length <= 0 || (!hashed && tap == null)) {
      return 0;
    }
    int hash = 0;
    try {
      MemorySegment memory = datagram.memory();
      long at = datagram.packet();
      int type = datagram.linkType();
      decoder.decode(memory, at, length, length, type, nanos);
      if (hashed) {
        hash = hash(memory, at, length, type);
      }
      if (tap != null) {
        tap.packet(datagram, tunnel, decoder, nanos);
      }
    } catch (RuntimeException e) {
      counters.loopError();
      fault(e);
    }
    return hash;
  }

  private int hash(MemorySegment memory, long at, int length, int type) {
    if (decoder.ipVersion() != 0) {
      // One that was put together is in other memory: its fragments have left without ports
      boolean whole = !decoder.isFragment() && decoder.memory() == memory;
      return FlowHash.of(decoder, whole);
    }
    boolean ethernet = type == LinkType.ETHERNET && length >= Ethernet.HEADER_LENGTH;
    return ethernet ? FlowHash.ethernet(memory, at) : 0;
  }

  private void fault(RuntimeException e) {
    if (!faultLogged) {
      faultLogged = true;
      LOG.error("A datagram could not be handled as it should; further ones are only counted", e);
    }
  }

  /** To be called after each batch of datagrams, and every few milliseconds without one. */
  public void tick(long nanos) {
    if (tap != null) {
      try {
        tap.tick(nanos);
      } catch (RuntimeException e) {
        counters.loopError();
        fault(e);
      }
    }
  }

  /** To be called when reading or sending failed and no known datagram was lost by it. */
  public void error(Throwable cause) {
    counters.loopError();
    LOG.warn("The event loop met an error", "error", String.valueOf(cause));
  }
}
