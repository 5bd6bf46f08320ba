package io.sluice.node.broker;

import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;

/** Offers one worker's packets to all tools. */
public final class BrokerTap implements PacketTap {
  BrokerTap() {}

  @Override
  public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {}

  @Override
  public void tick(long nanos) {}
}
