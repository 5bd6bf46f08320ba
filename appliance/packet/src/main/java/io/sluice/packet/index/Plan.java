package io.sluice.packet.index;

import io.sluice.packet.filter.Expression;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tuples of one index can match an expression. It may name too many, never too few: what no
 * key tells is taken to be true.
 */
final class Plan {
  /** A list may be so many times as long as what it would thin out. */
  private static final int WORTH = 16;

  private static final int ALWAYS_WORTH = 4096;

  private static final int VXLAN_PORT = 4789;
  private static final int GENEVE_PORT = 6081;

  private final SegmentIndex index;

  private Plan(SegmentIndex index) {
    this.index = index;
  }

  /** What is known of the tuples that match a part of the expression. */
  private sealed interface Node {
    /** Bytes to read for it. */
    long weight();
  }

  /** Those of some keys. */
  private record Keys(int kind, long[] entries, long weight) implements Node {}

  private record Every(List<Node> nodes, long weight) implements Node {}

  private record Any(List<Node> nodes, long weight) implements Node {}

  /** Numbers in order, or null: any tuple may match. */
  static int @Nullable [] tuples(SegmentIndex index, Expression expression) throws IOException {
    Plan plan = new Plan(index);
    Node node = plan.node(expression);
    if (node == null) {
      return null;
    }
    int[] found = plan.read(node);
    Node deep = plan.keys(Kind.DEEP, 0, 0);
    return deep.weight() == 0 ? found : Ints.either(found, plan.read(deep));
  }

  /** Null: nothing is known. */
  private @Nullable Node node(Expression expression) throws IOException {
    return switch (expression) {
      case Expression.And and -> {
        List<Node> nodes = new ArrayList<>();
        addEvery(and, nodes);
        yield every(nodes);
      }
      case Expression.Or or -> any(or);
      case Expression.Host host -> host(host);
      case Expression.Port port -> keys(Kind.PORT, port.from(), port.to());
      case Expression.Protocol protocol -> keys(Kind.PROTOCOL, protocol.number());
      case Expression.EtherType type ->
          type.type() <= KeyWalk.LONGEST_802_3 ? null : keys(Kind.ETHER_TYPE, type.type());
      case Expression.Vlan vlan -> vlan.id() < 0 ? null : keys(Kind.VLAN, vlan.id());
      case Expression.Tunnel tunnel ->
          tunnel.vni() < 0
              ? keys(Kind.PORT, tunnel.geneve() ? GENEVE_PORT : VXLAN_PORT)
              : keys(Kind.VNI, tunnel.vni());
      case Expression.Vni vni -> keys(Kind.VNI, vni.vni());
      case Expression.Behind behind -> node(behind.leaf());
      case Expression.Other other -> {
        List<Node> nodes = new ArrayList<>();
        for (Expression implied : other.implied()) {
          addEvery(implied, nodes);
        }
        yield every(nodes);
      }
      case Expression.All all -> null;
      case Expression.Not not -> null;
      case Expression.Mac mac -> null;
      case Expression.Mpls mpls -> null;
      case Expression.Pppoe pppoe -> null;
    };
  }

  private void addEvery(Expression expression, List<Node> nodes) throws IOException {
    if (expression instanceof Expression.And and) {
      addEvery(and.left(), nodes);
      addEvery(and.right(), nodes);
      return;
    }
    Node node = node(expression);
    if (node != null) {
      nodes.add(node);
    }
  }

  private static @Nullable Node every(List<Node> nodes) {
    nodes.sort((a, b) -> Long.compare(a.weight(), b.weight()));
    return nodes.size() < 2
        ? nodes.isEmpty() ? null : nodes.getFirst()
        : new Every(nodes, nodes.getFirst().weight());
  }

  private @Nullable Node any(Expression.Or or) throws IOException {
    List<Node> nodes = new ArrayList<>();
    long weight = 0;
    Expression left = or;
    while (left instanceof Expression.Or further) {
      Node node = node(further.right());
      if (node == null) {
        return null;
      }
      nodes.add(node);
      weight += node.weight();
      left = further.left();
    }
    Node node = node(left);
    if (node == null) {
      return null;
    }
    nodes.add(node);
    return new Any(nodes, weight + node.weight());
  }

  private @Nullable Node host(Expression.Host host) throws IOException {
    int prefix = host.prefix();
    if (prefix < 0) {
      return null;
    }
    if (host.family() == Expression.Family.IPV6) {
      return keys(
          Kind.ADDRESS_6,
          host.high() & host.maskHigh(),
          host.low() & host.maskLow(),
          host.high() | ~host.maskHigh(),
          host.low() | ~host.maskLow());
    }
    return keys(
        Kind.ADDRESS_4,
        host.low() & host.maskLow() & 0xffff_ffffL,
        (host.low() | ~host.maskLow()) & 0xffff_ffffL);
  }

  private Node keys(int kind, long value) throws IOException {
    return keys(kind, value, value);
  }

  private Node keys(int kind, long from, long to) throws IOException {
    return keys(kind, 0, from, 0, to);
  }

  private Node keys(int kind, long fromHigh, long fromLow, long toHigh, long toLow)
      throws IOException {
    long[] entries = index.keys(kind, fromHigh, fromLow, toHigh, toLow);
    return new Keys(kind, entries, index.weight(kind, entries));
  }

  private int[] read(Node node) throws IOException {
    return switch (node) {
      case Keys keys -> keys.weight() == 0 ? new int[0] : index.listed(keys.kind(), keys.entries());
      case Every every -> {
        int[] found = read(every.nodes().getFirst());
        for (Node further : every.nodes().subList(1, every.nodes().size())) {
          if (found.length == 0 || further.weight() > ALWAYS_WORTH + (long) WORTH * found.length) {
            break;
          }
          found = Ints.both(found, read(further));
        }
        yield found;
      }
      case Any any -> {
        int[] found = read(any.nodes().getFirst());
        for (Node further : any.nodes().subList(1, any.nodes().size())) {
          found = Ints.either(found, read(further));
        }
        yield found;
      }
    };
  }
}
