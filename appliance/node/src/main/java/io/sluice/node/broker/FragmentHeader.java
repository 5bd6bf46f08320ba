package io.sluice.node.broker;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Ipv4;
import io.sluice.packet.Ipv6;
import io.sluice.packet.Layers;
import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;

/**
 * What the outermost IP header of a frame says of the fragment in it. A cursor to be used again by
 * one thread.
 */
final class FragmentHeader {
  private static final int MAX_EXTENSIONS = 8;

  private final Layers layers = new Layers();
  private long key;
  private boolean first;
  private int protocol;
  private long payload;
  private long end;

  /**
   * Looks at the frame, or the packet without Ethernet, in {@code length} bytes at {@code at}.
   *
   * @param network mixed into the key: what is not routed can be there twice
   * @return whether its outermost IP packet is a fragment
   */
  boolean read(MemorySegment memory, long at, int length, boolean ethernet, int network) {
    if (ethernet) {
      layers.parse(memory, at, length);
    } else if (length > 0) {
      layers.parsePacket(memory, at, length, Words.ipType(memory, at));
    }
    if (length <= 0 || layers.network() == Layers.NONE || !layers.isFragment()) {
      return false;
    }
    return layers.etherType() == Ethernet.TYPE_IPV4
        ? ipv4(memory, at + length, network)
        : ipv6(memory, at + length, network);
  }

  private boolean ipv4(MemorySegment memory, long limit, int network) {
    long header = layers.network();
    protocol = Ipv4.protocol(memory, header);
    first = Ipv4.fragmentOffset(memory, header) == 0;
    payload = header + Ipv4.headerLength(memory, header);
    end = Math.min(limit, header + Ipv4.totalLength(memory, header));
    long addresses =
        ((long) Ipv4.source(memory, header) << 32)
            | (Ipv4.destination(memory, header) & 0xffff_ffffL);
    long number = Memory.u16(memory, header + Ipv4.IDENTIFICATION) | ((long) protocol << 16);
    key = Words.mix(Words.mix(Words.mix(network, addresses), number), 4);
    return payload <= end;
  }

  private boolean ipv6(MemorySegment memory, long limit, int network) {
    long header = layers.network();
    end = Math.min(limit, header + Ipv6.HEADER_LENGTH + Ipv6.payloadLength(memory, header));
    int next = Ipv6.nextHeader(memory, header);
    long extension = header + Ipv6.HEADER_LENGTH;
    for (int i = 0; i < MAX_EXTENSIONS && Ipv6.isExtension(next); i++) {
      if (end - extension < Ipv6.MIN_EXTENSION_LENGTH) {
        return false;
      }
      int kind = next;
      next = Ipv6.extensionNext(memory, extension);
      if (kind == Ipv6.FRAGMENT) {
        protocol = next;
        first = (Memory.u16(memory, extension + 2) & 0xfff8) == 0;
        payload = extension + Ipv6.MIN_EXTENSION_LENGTH;
        long mixed = Words.mix(network, Ipv6.sourceHigh(memory, header));
        mixed = Words.mix(mixed, Ipv6.sourceLow(memory, header));
        mixed = Words.mix(mixed, Ipv6.destinationHigh(memory, header));
        mixed = Words.mix(mixed, Ipv6.destinationLow(memory, header));
        key = Words.mix(mixed, Memory.i32(memory, extension + 4) & 0xffff_ffffL);
        return true;
      }
      extension += Ipv6.extensionLength(kind, memory, extension);
    }
    return false;
  }

  /** The same for all fragments of one packet, another one for nearly every other packet. */
  long key() {
    return key;
  }

  /** Whether it is the fragment with the transport header. */
  boolean isFirst() {
    return first;
  }

  /** The protocol number of what the fragments make up. */
  int protocol() {
    return protocol;
  }

  /** Where what the outermost IP header announces starts, or -1; of a fragment always -1. */
  long outerTransport() {
    return layers.transport();
  }

  /** Where the fragment's part starts. */
  long payload() {
    return payload;
  }

  /** Where it ends. */
  long end() {
    return end;
  }
}
