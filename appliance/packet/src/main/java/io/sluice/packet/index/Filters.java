package io.sluice.packet.index;

import io.sluice.packet.LinkType;
import io.sluice.packet.filter.Expression;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One filter for packets of all link types that it can be asked of. One thread's own. */
public final class Filters {
  private final String text;
  private final PacketFilter ethernet;
  private final Map<Integer, @Nullable PacketFilter> others = new HashMap<>();

  private Filters(String text, PacketFilter ethernet) {
    this.text = text;
    this.ethernet = ethernet;
  }

  /**
   * Compiles a filter.
   *
   * @throws FilterException if it is none, for Ethernet
   */
  public static Filters of(String text) throws FilterException {
    return new Filters(text, PacketFilter.compile(text, LinkType.ETHERNET));
  }

  /** Matches every packet. */
  public static Filters everything() {
    try {
      return of("");
    } catch (FilterException e) {
      throw new AssertionError(e);
    }
  }

  /** The same for another thread. */
  public Filters another() {
    return new Filters(text, ethernet.another());
  }

  /** As it was given. */
  public String text() {
    return text;
  }

  /** Whether it matches every packet of every kind. */
  boolean matchesAll() {
    return ethernet.expression() instanceof Expression.All;
  }

  /** What is asked. */
  Expression expression() {
    return ethernet.expression();
  }

  /** For a LINKTYPE_ value; null where it asks for what such packets do not have. */
  @Nullable PacketFilter of(int linkType) {
    if (linkType == LinkType.ETHERNET) {
      return ethernet;
    }
    if (!others.containsKey(linkType)) {
      others.put(linkType, compiled(linkType));
    }
    return others.get(linkType);
  }

  private @Nullable PacketFilter compiled(int linkType) {
    try {
      return PacketFilter.compile(text, linkType);
    } catch (FilterException e) {
      return null;
    }
  }
}
