package io.sluice.packet.filter;

import io.sluice.packet.Decoder;
import io.sluice.packet.Layers;
import io.sluice.packet.Ports;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of the packet as {@link Decoder} sees it, and not of its bytes. One thread's own;
 * decodes each packet once at most, and only when it is asked something.
 */
final class Questions {
  private final List<Expression> list;
  private final Expression[] questions;
  private final int linkType;
  private final Decoder decoder = new Decoder();
  private boolean decoded;

  /** For {@link Interpreter}, which has no other place of a thread's own. */
  final int[] scratch = new int[Op.REGISTERS];

  Questions(List<Expression> list, int linkType) {
    this.list = list;
    this.questions = list.toArray(Expression[]::new);
    this.linkType = linkType;
  }

  /** The same ones for another thread. */
  Questions another() {
    return new Questions(list, linkType);
  }

  /** The questions of an expression that is being parsed. */
  static final class Builder {
    private final List<Expression> list = new ArrayList<>();

    Condition ask(Expression question) {
      int known = list.indexOf(question);
      if (known < 0) {
        list.add(question);
      }
      int index = known < 0 ? list.size() - 1 : known;
      return Check.of(List.of(new Step(Op.LD | Op.ASK, index)), Op.JEQ, 1);
    }

    List<Expression> list() {
      return List.copyOf(list);
    }
  }

  /** A new packet comes. */
  void next() {
    decoded = false;
  }

  /** Whether question {@code index} is answered with yes. */
  boolean ask(int index, MemorySegment memory, long at, int captured, int wire, int vni) {
    Expression question = questions[index];
    if (question instanceof Expression.Vni(int asked) && asked == vni) {
      return true;
    }
    if (!decoded) {
      decoder.decode(memory, at, captured, wire, linkType);
      decoded = true;
    }
    return switch (question) {
      case Expression.Vni tunnel -> decoder.cameThrough(tunnel.vni());
      case Expression.Host host -> host(host);
      case Expression.Port port -> port(port);
      case Expression.Protocol protocol ->
          decoder.protocol() == protocol.number() && version(protocol.ipv4(), protocol.ipv6());
      case Expression.EtherType type -> decoder.ipVersion() == (type.type() == Ether.IPV6 ? 6 : 4);
      default -> throw new AssertionError(question);
    };
  }

  private boolean version(boolean ipv4, boolean ipv6) {
    return decoder.ipVersion() == 4 ? ipv4 : decoder.ipVersion() == 6 && ipv6;
  }

  private boolean host(Expression.Host host) {
    if (decoder.ipVersion() != (host.family() == Expression.Family.IPV6 ? 6 : 4)) {
      return false;
    }
    boolean source =
        (decoder.sourceHigh() & host.maskHigh()) == host.high()
            && (decoder.sourceLow() & host.maskLow()) == host.low();
    boolean destination =
        (decoder.destinationHigh() & host.maskHigh()) == host.high()
            && (decoder.destinationLow() & host.maskLow()) == host.low();
    return directed(host.direction(), source, destination);
  }

  private boolean port(Expression.Port port) {
    if (decoder.transport() == Layers.NONE) {
      return false;
    }
    boolean carried =
        switch (decoder.protocol()) {
          case Ports.TCP -> port.tcp();
          case Ports.UDP -> port.udp();
          case Ports.SCTP -> port.sctp();
          default -> false;
        };
    return carried
        && directed(
            port.direction(),
            within(port, decoder.sourcePort()),
            within(port, decoder.destinationPort()));
  }

  private static boolean within(Expression.Port port, int number) {
    return number >= port.from() && number <= port.to();
  }

  private static boolean directed(
      Expression.Direction direction, boolean source, boolean destination) {
    return switch (direction) {
      case SOURCE -> source;
      case DESTINATION -> destination;
      case EITHER -> source || destination;
      case BOTH -> source && destination;
    };
  }
}
