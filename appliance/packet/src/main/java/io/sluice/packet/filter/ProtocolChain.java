package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code protochain}: a protocol anywhere in the chain of IPv6 extension headers, or behind IPv4's
 * authentication header. The only program that jumps backwards.
 *
 * <p>libpcap takes an authentication header's length for its end, so that behind one it goes on at
 * another place than the next header's; so does this.
 */
final class ProtocolChain {
  private static final int NO_NEXT = 59;
  private static final int[] EXTENSIONS = {0, 60, 43, ProtocolChecks.FRAGMENT};

  private final List<Step> steps = new ArrayList<>();
  private final int network;
  private final int register;

  private ProtocolChain(int network, int register) {
    this.network = network;
    this.register = register;
  }

  static Condition of(Link link, int number, Proto proto) throws FilterException {
    int register = link.register();
    if (proto == Proto.DEFAULT) {
      // Its register stays taken, as it does in libpcap
      return of(link, number, Proto.IP).or(of(link, number, Proto.IPV6));
    }
    if (proto != Proto.IP && proto != Proto.IPV6) {
      throw link.source.error("only ip and ip6 go with 'protochain'");
    }
    if (link.payload.isVariable()) {
      throw link.source.error("'protochain' cannot be asked behind 'geneve'");
    }
    link.optimizable = false;
    boolean ipv6 = proto == Proto.IPV6;
    ProtocolChain chain = new ProtocolChain(link.payload.constant() + link.network, register);
    chain.build(number, ipv6);
    link.registers.free(register);
    return link.carries(ipv6 ? Ether.IPV6 : Ether.IP).and(Check.of(chain.steps, Op.JEQ, number));
  }

  private Step add(int code, int k) {
    Step step = new Step(code, k);
    steps.add(step);
    return step;
  }

  private Step ifEqual(int k) {
    return add(Op.JMP | Op.JEQ | Op.K, k);
  }

  private void build(int number, boolean ipv6) {
    if (ipv6) {
      add(Op.LD | Op.ABS | Op.B, network + 6);
      add(Op.LDX | Op.IMM, 40);
    } else {
      add(Op.LD | Op.ABS | Op.B, network + 9);
      add(Op.LDX | Op.MSH | Op.B, network);
    }
    Step again = ifEqual(number);
    Step none = ifEqual(NO_NEXT);
    again.no = none;
    Step before = none;
    if (ipv6) {
      before = extensions(again, none);
    } else {
      none.no = add(Op.ALU | Op.ADD | Op.K, 0);
    }
    Step authentication = ifEqual(ProtocolChecks.AH);
    if (ipv6) {
      before.no = authentication;
    }
    authentication(again, authentication);
    Step end = add(Op.ALU | Op.ADD | Op.K, 0);
    none.yes = end;
    authentication.no = end;
    again.yes = end;
  }

  /** Passes over an extension header; its last comparison is still to be led on. */
  private Step extensions(Step again, Step before) {
    List<Step> comparisons = new ArrayList<>();
    Step last = before;
    for (int extension : EXTENSIONS) {
      Step comparison = ifEqual(extension);
      last.no = comparison;
      last = comparison;
      comparisons.add(comparison);
    }
    Step pass = add(Op.LD | Op.IND | Op.B, network);
    comparisons.forEach(comparison -> comparison.yes = pass);
    add(Op.ST, register);
    add(Op.LD | Op.IND | Op.B, network + 1);
    add(Op.ALU | Op.ADD | Op.K, 1);
    add(Op.ALU | Op.MUL | Op.K, 8);
    add(Op.ALU | Op.ADD | Op.X, 0);
    add(Op.MISC | Op.TAX, 0);
    add(Op.LD | Op.MEM, register);
    back(again);
    return last;
  }

  private void authentication(Step again, Step comparison) {
    comparison.yes = add(Op.MISC | Op.TXA, 0);
    add(Op.LD | Op.IND | Op.B, network);
    add(Op.ST, register);
    add(Op.MISC | Op.TXA, 0);
    add(Op.ALU | Op.ADD | Op.K, 1);
    add(Op.MISC | Op.TAX, 0);
    add(Op.LD | Op.IND | Op.B, network);
    add(Op.ALU | Op.ADD | Op.K, 2);
    add(Op.ALU | Op.MUL | Op.K, 4);
    add(Op.MISC | Op.TAX, 0);
    add(Op.LD | Op.MEM, register);
    back(again);
  }

  private void back(Step again) {
    Step jump = add(Op.JMP | Op.JA, 0);
    jump.yes = again;
  }
}
