package io.sluice.packet.filter;

import java.lang.foreign.MemorySegment;

/**
 * A compiled filter. One thread's own: {@link #another} gives one to each further thread at little
 * cost.
 *
 * <pre>{@code
 * PacketFilter filter = PacketFilter.compile("host 10.0.0.7 and tcp port 443", LinkType.ETHERNET);
 * boolean wanted = filter.matches(memory, at, captured, wire, vni);
 * }</pre>
 */
public final class PacketFilter {
  private final String text;
  private final int linkType;
  private final Expression expression;

  private PacketFilter(String text, int linkType, Expression expression) {
    this.text = text;
    this.linkType = linkType;
    this.expression = expression;
  }

  /**
   * Compiles an expression of pcap-filter(7), or one with our {@code vni N} and {@code inner
   * PRIMITIVE}. An expression without any word matches every packet.
   *
   * @param linkType a LINKTYPE_ value: Ethernet or one of raw IP's
   * @throws FilterException where it is no such expression, or asks what this link type has not
   */
  public static PacketFilter compile(String expression, int linkType) throws FilterException {
    if (expression.isBlank()) {
      return new PacketFilter(expression, linkType, new Expression.All());
    }
    throw new FilterException(expression, 0, expression.length(), "not compiled yet");
  }

  /**
   * Whether the packet in {@code captured} bytes at {@code at} matches. Reads no other byte, makes
   * no object, throws nothing. Where the answer needs a byte that was not captured it is no, as in
   * libpcap, also under a {@code not}.
   *
   * @param wire its length on the wire in bytes
   * @param vni of the tunnel that the packet came by, or -1
   */
  public boolean matches(MemorySegment memory, long at, int captured, int wire, int vni) {
    return captured >= 0;
  }

  /** The same filter for another thread. */
  public PacketFilter another() {
    return new PacketFilter(text, linkType, expression);
  }

  /** What is asked, for those who plan by it. */
  public Expression expression() {
    return expression;
  }

  /** The expression as it was given. */
  public String text() {
    return text;
  }

  /** The LINKTYPE_ value of the packets that this filter can be asked of. */
  public int linkType() {
    return linkType;
  }
}
