package io.sluice.node.broker;

import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.node.tunnel.Wrapped;
import io.sluice.packet.Decoder;
import io.sluice.packet.LinkType;
import io.sluice.packet.Reassembly;
import io.sluice.packet.TunnelPorts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Shows packets to a tap as a worker does. */
final class Shown {
  static final int NETWORK = 900;

  final Decoder decoder = new Decoder(TunnelPorts.REGISTERED, Reassembly.live());
  final MemorySegment memory = Arena.ofAuto().allocate(1 << 16);
  final Datagram datagram = Wrapped.packet(memory, 0, LinkType.ETHERNET, NETWORK);
  private long nanos = 1_000_000_000L;

  /** Puts a packet where the tap finds it, and decodes it. */
  Datagram put(byte[] packet, int linkType) {
    MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
    decoder.decode(memory, 0, packet.length, packet.length, linkType, nanos);
    return Wrapped.packet(datagram, memory, packet.length, linkType, NETWORK);
  }

  void show(PacketTap tap, byte[]... frames) {
    for (byte[] frame : frames) {
      show(tap, frame, LinkType.ETHERNET);
    }
  }

  void show(PacketTap tap, byte[] packet, int linkType) {
    nanos += 1_000;
    tap.packet(put(packet, linkType), Tunnel.MIRROR, decoder, nanos);
  }
}
