package io.sluice.packet.filter;

import io.sluice.packet.filter.Link.From;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers that are computed from a packet: {@code tcp[13] & 2}, {@code len - 14}. */
final class Arithmetic {
  /** The largest width of a shift. */
  private static final int MAX_SHIFT = 31;

  /** A number in a register, and how it gets there. */
  static final class Value {
    private final List<Step> steps = new ArrayList<>();
    private int register;

    /** What must be true for the number to be there at all. */
    private @Nullable Condition guard;

    /** The same for an index to plan by. */
    private final List<Expression> implied = new ArrayList<>();

    private void guard(Condition condition) {
      guard = guard == null ? condition : guard.and(condition);
    }

    List<Expression> implied() {
      return implied;
    }

    /** Whether it begins as this number; what is done to it then does not matter to libpcap. */
    private boolean beginsWith(int number) {
      Step first = steps.getFirst();
      return first.code == (Op.LD | Op.IMM) && first.k == number;
    }

    private boolean beginsAbove(int number) {
      Step first = steps.getFirst();
      return first.code == (Op.LD | Op.IMM) && Integer.compareUnsigned(first.k, number) > 0;
    }

    private Step toIndex() {
      return new Step(Op.LDX | Op.MEM, register);
    }

    private Step toAccumulator() {
      return new Step(Op.LD | Op.MEM, register);
    }

    private void store() {
      steps.add(new Step(Op.ST, register));
    }
  }

  private final Link link;

  Arithmetic(Link link) {
    this.link = link;
  }

  Value number(int number) throws FilterException {
    Value value = new Value();
    value.register = link.register();
    value.steps.add(new Step(Op.LD | Op.IMM, number));
    value.store();
    return value;
  }

  Value packetLength() throws FilterException {
    Value value = new Value();
    value.register = link.register();
    value.steps.add(new Step(Op.LD | Op.LEN));
    value.store();
    return value;
  }

  Value negated(Value value) {
    value.steps.add(value.toAccumulator());
    value.steps.add(new Step(Op.ALU | Op.NEG));
    value.store();
    return value;
  }

  Value combined(int operation, Value left, Value right) throws FilterException {
    if ((operation == Op.DIV || operation == Op.MOD) && right.beginsWith(0)) {
      throw link.source.error("nothing can be divided by 0");
    }
    if ((operation == Op.LSH || operation == Op.RSH) && right.beginsAbove(MAX_SHIFT)) {
      throw link.source.error("a number can be shifted by 31 bits at most");
    }
    join(left, right, new Step(Op.ALU | Op.X | operation));
    left.register = link.register();
    left.store();
    // As in libpcap: what the right side needs to be there is not asked for
    return left;
  }

  /** Both sides' steps, then the left one in the accumulator and the right one in the index. */
  private void join(Value left, Value right, @Nullable Step last) {
    left.steps.addAll(right.steps);
    left.steps.add(right.toIndex());
    left.steps.add(left.toAccumulator());
    if (last != null) {
      left.steps.add(last);
    }
    link.registers.free(left.register);
    link.registers.free(right.register);
  }

  /** {@code proto[index:size]}. */
  Value load(Proto proto, Value index, int size) throws FilterException {
    int register = link.register();
    link.registers.free(index.register);
    Leaves.word(proto).ifPresent(index.implied::add);
    int sizeCode =
        switch (size) {
          case 1 -> Op.B;
          case 2 -> Op.H;
          case 4 -> Op.W;
          default -> throw link.source.error("1, 2 or 4 bytes can be read at once");
        };
    Step load = new Step(Op.LD | Op.IND | sizeCode);
    int network = link.payload.constant() + link.network;
    if (proto.indexed) {
      load.k = network;
      from(link.payload, index, load);
      index.guard(ProtocolChecks.word(link, proto));
    } else {
      switch (proto) {
        case LINK -> {
          load.k = link.header.constant();
          from(link.header, index, load);
        }
        case SCTP, TCP, UDP, ICMP, IGMP, IGRP, PIM, VRRP, CARP -> {
          load.k = network;
          index.steps.addAll(link.ipv4HeaderLength());
          addIndex(index, load);
          Condition transport =
              ProtocolChecks.word(link, proto).and(PortChecks.firstFragment(link));
          index.guard = index.guard == null ? transport : index.guard.and(transport);
          index.guard = ProtocolChecks.word(link, Proto.IP).and(index.guard);
        }
        case ICMPV6 -> {
          index.guard(ProtocolChecks.word(link, Proto.IPV6));
          index.guard(link.equal(From.NETWORK, 6, Op.B, ProtocolChecks.ICMPV6));
          load.k = network + 40;
          from(link.payload, index, load);
        }
        default -> throw link.source.error("'" + proto.word + "' has no bytes to be read by [ ]");
      }
    }
    index.register = register;
    index.store();
    return index;
  }

  private static void from(Offset base, Value index, Step load) {
    List<Step> variable = Link.variable(base);
    if (variable.isEmpty()) {
      index.steps.add(index.toIndex());
      index.steps.add(load);
      return;
    }
    index.steps.addAll(variable);
    addIndex(index, load);
  }

  private static void addIndex(Value index, Step load) {
    index.steps.add(index.toAccumulator());
    index.steps.add(new Step(Op.ALU | Op.ADD | Op.X));
    index.steps.add(new Step(Op.MISC | Op.TAX));
    index.steps.add(load);
  }

  /**
   * @param comparison of left with right
   */
  Condition relation(int comparison, boolean reversed, Value left, Value right) {
    left.implied.addAll(right.implied);
    boolean equal = comparison == Op.JEQ;
    join(left, right, equal ? new Step(Op.ALU | Op.SUB | Op.X) : null);
    Condition check = equal ? Check.of(left.steps, Op.JEQ, 0) : Check.byX(left.steps, comparison);
    if (reversed) {
      check = check.not();
    }
    Condition guard = left.guard;
    if (right.guard != null) {
      guard = guard == null ? right.guard : guard.and(right.guard);
    }
    return guard == null ? check : guard.and(check);
  }
}
