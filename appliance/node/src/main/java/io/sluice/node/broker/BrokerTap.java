package io.sluice.node.broker;

import io.sluice.node.tunnel.Datagram;
import io.sluice.node.tunnel.PacketTap;
import io.sluice.node.tunnel.Tunnel;
import io.sluice.packet.Decoder;
import java.util.List;

/**
 * Offers one worker's packets to all tools. Fragments of an IP packet go the way of its first one,
 * by filter, sample, target and mask; those that come before it are decided by themselves.
 */
public final class BrokerTap implements PacketTap {
  private static final Lane[] NONE = {};

  private final Fragments fragments = new Fragments();
  private final Subject subject = new Subject(fragments, new Kinds());
  private final Shaper shaper = new Shaper();

  /** What the worker is to use from now on. */
  private volatile Lane[] wanted = NONE;

  /** What it uses, told after the last use of others. */
  private volatile Lane[] adopted = NONE;

  // The worker's
  private Lane[] lanes = NONE;
  private boolean masking;

  BrokerTap() {}

  /** By any thread: from the next packet on these are offered to. */
  void change(List<Lane> tools) {
    wanted = tools.toArray(Lane[]::new);
  }

  /** Whether the worker has let go of all earlier lanes. */
  boolean isAdopted() {
    return adopted == wanted;
  }

  @Override
  public void packet(Datagram datagram, Tunnel tunnel, Decoder packet, long nanos) {
    if (lanes != wanted) {
      adopt();
    }
    Lane[] now = lanes;
    if (now.length == 0 || datagram.packetLength() <= 0) {
      return;
    }
    subject.set(datagram, packet, nanos);
    if (subject.isFragment()) {
      fragment(now);
      return;
    }
    for (Lane lane : now) {
      if (lane.wants(subject)) {
        lane.take(subject, shaper);
      } else {
        lane.pass();
      }
    }
  }

  private void fragment(Lane[] now) {
    long wanting = 0;
    for (int i = 0; i < now.length; i++) {
      boolean wants =
          subject.isKnown() ? (subject.wanting() >>> i & 1) != 0 : now[i].wants(subject);
      if (wants) {
        wanting |= 1L << i;
        now[i].take(subject, shaper);
      } else {
        now[i].pass();
      }
    }
    if (subject.isFirstFragment()) {
      subject.decide(wanting, masking);
    }
  }

  @Override
  public void tick(long nanos) {
    if (lanes != wanted) {
      adopt();
    }
  }

  private void adopt() {
    Lane[] now = wanted;
    lanes = now;
    masking = false;
    for (Lane lane : now) {
      masking |= lane.masks();
    }
    fragments.clear();
    adopted = now;
  }
}
