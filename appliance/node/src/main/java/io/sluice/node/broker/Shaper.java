package io.sluice.node.broker;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Layers;
import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Copies a packet into a ring as a tool wants it: stripped, masked, sliced. One worker's own.
 *
 * <p>The frame is made of the two addresses, a type where there was none, and the rest of the
 * packet from where it is wanted.
 */
final class Shaper {
  /** Both addresses of an Ethernet header. */
  private static final int ADDRESSES = Ethernet.TYPE;

  /** Of a frame that a packet without Ethernet gets: locally administered (IEEE 802). */
  private static final int MADE_UP = 0x0200_0000;

  /** How {@link FrameRing#info} says that the tag is in the frame still, or was taken off. */
  private static final int TAG_KEPT = 3;

  private static final int TAG_TAKEN = 2;
  private static final int TRUNCATED = 1 << 10;

  private final Eraser eraser = new Eraser();
  private long addresses;
  private int type;
  private long body;
  private long end;
  private int tag;

  /** Puts the packet into the ring for these targets; false when there is no room. */
  boolean put(Subject subject, Shape shape, FrameRing ring, long targets) {
    whole(subject);
    if (shape.stripTunnel()) {
      stripTunnel(subject);
    }
    MemorySegment memory = subject.memory();
    tag = 0;
    if (type == 0) {
      tags(memory, shape.stripVlan());
    }
    int head = ADDRESSES + (type == 0 ? 0 : Short.BYTES);
    int full = (int) (head + end - body);
    int length = shape.slice() == 0 ? full : Math.min(full, shape.slice());
    long at = ring.reserve(length);
    if (at < 0) {
      return false;
    }
    MemorySegment copy = ring.memory();
    if (addresses == Layers.NONE) {
      Memory.put32(copy, at, MADE_UP);
      Memory.put32(copy, at + 4, 0x0002_0200);
      Memory.put32(copy, at + 8, 0x0001);
    } else {
      MemorySegment.copy(memory, addresses, copy, at, ADDRESSES);
    }
    if (type != 0) {
      Memory.put16(copy, at + ADDRESSES, type);
    }
    MemorySegment.copy(memory, body, copy, at + head, length - head);
    boolean masked = shape.masks() != 0 && (shape.masks() & subject.masks()) != 0;
    if (masked && eraser.aim(subject)) {
      eraser.erase(subject, copy, at + head - body, at + length);
    }
    ring.commit(length, targets, subject.hash(), length < full ? tag | TRUNCATED : tag);
    return true;
  }

  private void whole(Subject subject) {
    end = subject.end();
    if (subject.isEthernet()) {
      addresses = subject.at();
      type = 0;
      body = subject.at() + ADDRESSES;
    } else {
      addresses = Layers.NONE;
      type = Words.ipType(subject.memory(), subject.at());
      body = subject.at();
    }
  }

  private void stripTunnel(Subject subject) {
    var packet = subject.packet();
    if (!subject.isInPlace() || packet.ipVersion() == 0) {
      return;
    }
    long frame = packet.frame();
    if (frame == subject.at() || packet.network() == subject.at()) {
      return;
    }
    end = packet.end();
    if (frame != Layers.NONE) {
      addresses = frame;
      type = 0;
      body = frame + ADDRESSES;
    } else {
      // Addresses stay the outermost ones
      type = packet.ipVersion() == 4 ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6;
      body = packet.network();
    }
  }

  private void tags(MemorySegment memory, boolean strip) {
    long header = addresses;
    if (!isTagged(memory, header)) {
      return;
    }
    int control = Memory.u16(memory, header + Ethernet.HEADER_LENGTH);
    tag = ((control & 0x0fff) << 16) | (control & 0xe000) | ((strip ? TAG_TAKEN : TAG_KEPT) << 11);
    while (strip && isTagged(memory, header)) {
      header += Ethernet.TAG_LENGTH;
    }
    body = header + ADDRESSES;
  }

  private boolean isTagged(MemorySegment memory, long header) {
    return end - header >= Ethernet.HEADER_LENGTH + Ethernet.TAG_LENGTH
        && Ethernet.isTag(Ethernet.type(memory, header));
  }
}
