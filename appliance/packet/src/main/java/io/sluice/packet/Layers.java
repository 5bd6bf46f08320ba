package io.sluice.packet;

import java.lang.foreign.MemorySegment;

/**
 * Where the layers of one Ethernet frame stand. A cursor to be used again for each frame by one
 * thread: {@link #parse} sets every field and allocates nothing.
 *
 * <p>After {@link Verdict#OK} all is known. After any other verdict the layers found so far stand
 * ({@code network()} or {@code transport()} is {@link #NONE} where there is none), so that a caller
 * may still act on them.
 */
public final class Layers {
  /** The offset of a layer that is not there. */
  public static final long NONE = -1;

  /** Bounds the work that one crafted frame can cause. */
  private static final int MAX_TAGS = 4;

  private static final int MAX_EXTENSIONS = 8;

  private long frame = NONE;
  private long network = NONE;
  private long transport = NONE;
  private int etherType;
  private int protocol = -1;
  private boolean fragment;

  /**
   * Finds the layers of the frame in {@code length} bytes at {@code at}; reads no other byte.
   *
   * @return OK for IPv4 and IPv6 whose transport header starts inside the frame (ports included for
   *     protocols that have them, except in fragments), UNKNOWN for other network layers
   */
  public Verdict parse(MemorySegment memory, long at, long length) {
    reset();
    if (length < Ethernet.HEADER_LENGTH) {
      return Verdict.TRUNCATED;
    }
    frame = at;
    long end = at + length;
    long header = at;
    int type = Ethernet.type(memory, header);
    for (int tags = 0; Ethernet.isTag(type); tags++) {
      if (tags == MAX_TAGS) {
        return Verdict.UNKNOWN;
      }
      header += Ethernet.TAG_LENGTH;
      if (end - header < Ethernet.HEADER_LENGTH) {
        return Verdict.TRUNCATED;
      }
      type = Ethernet.type(memory, header);
    }
    return network(memory, header + Ethernet.HEADER_LENGTH, end, type);
  }

  /**
   * Finds the layers of a packet without Ethernet in {@code length} bytes at {@code at}, as {@link
   * #parse} does; {@code frame()} is {@link #NONE}.
   *
   * @param type what it is, e.g. {@link Ethernet#TYPE_IPV4}
   */
  public Verdict parsePacket(MemorySegment memory, long at, long length, int type) {
    reset();
    return network(memory, at, at + length, type);
  }

  private void reset() {
    frame = NONE;
    network = NONE;
    transport = NONE;
    etherType = 0;
    protocol = -1;
    fragment = false;
  }

  private Verdict network(MemorySegment memory, long at, long end, int type) {
    etherType = type;
    return switch (type) {
      case Ethernet.TYPE_IPV4 -> ipv4(memory, at, end);
      case Ethernet.TYPE_IPV6 -> ipv6(memory, at, end);
      default -> Verdict.UNKNOWN;
    };
  }

  private Verdict ipv4(MemorySegment memory, long at, long end) {
    if (end - at < Ipv4.MIN_HEADER_LENGTH) {
      return Verdict.TRUNCATED;
    }
    int headerLength = Ipv4.headerLength(memory, at);
    if (Ipv4.version(memory, at) != 4 || headerLength < Ipv4.MIN_HEADER_LENGTH) {
      return Verdict.MALFORMED;
    }
    network = at;
    protocol = Ipv4.protocol(memory, at);
    fragment = Ipv4.moreFragments(memory, at) || Ipv4.fragmentOffset(memory, at) != 0;
    return transport(at + headerLength, end);
  }

  private Verdict ipv6(MemorySegment memory, long at, long end) {
    if (end - at < Ipv6.HEADER_LENGTH) {
      return Verdict.TRUNCATED;
    }
    if (Ipv6.version(memory, at) != 6) {
      return Verdict.MALFORMED;
    }
    network = at;
    int next = Ipv6.nextHeader(memory, at);
    long header = at + Ipv6.HEADER_LENGTH;
    for (int extensions = 0; Ipv6.isExtension(next); extensions++) {
      if (extensions == MAX_EXTENSIONS) {
        return Verdict.UNKNOWN;
      }
      if (end - header < Ipv6.MIN_EXTENSION_LENGTH) {
        return Verdict.TRUNCATED;
      }
      fragment |= next == Ipv6.FRAGMENT && Ipv6.isFragment(memory, header);
      int length = Ipv6.extensionLength(next, memory, header);
      next = Ipv6.extensionNext(memory, header);
      header += length;
      if (fragment) {
        // What follows in a later fragment is not a header, and all fragments must look alike
        break;
      }
    }
    protocol = next;
    return transport(header, end);
  }

  private Verdict transport(long at, long end) {
    if (fragment) {
      return at <= end ? Verdict.OK : Verdict.TRUNCATED;
    }
    long needed = Ports.has(protocol) ? Ports.LENGTH : 0;
    if (end - at < needed) {
      return Verdict.TRUNCATED;
    }
    transport = at;
    return Verdict.OK;
  }

  /** Absolute offset of the Ethernet header, or {@link #NONE}. */
  public long frame() {
    return frame;
  }

  /** Absolute offset of the IPv4 or IPv6 header, or {@link #NONE}. */
  public long network() {
    return network;
  }

  /** Absolute offset of the transport header, or {@link #NONE}; none in fragments. */
  public long transport() {
    return transport;
  }

  /** The type after all tags, e.g. {@link Ethernet#TYPE_IPV4}; 0 when unread. */
  public int etherType() {
    return etherType;
  }

  /** The transport protocol's number, or -1 when unread. */
  public int protocol() {
    return protocol;
  }

  /** Whether this is an IP fragment, the first one included. */
  public boolean isFragment() {
    return fragment;
  }
}
