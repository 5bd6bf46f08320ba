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
  final Program program;
  private final Decision decision;
  private final Questions questions;

  private PacketFilter(
      String text,
      int linkType,
      Expression expression,
      Program program,
      Decision decision,
      Questions questions) {
    this.text = text;
    this.linkType = linkType;
    this.expression = expression;
    this.program = program;
    this.decision = decision;
    this.questions = questions;
  }

  /**
   * Compiles an expression of pcap-filter(7), or one with our {@code vni N} and {@code inner
   * PRIMITIVE}. An expression without any word matches every packet.
   *
   * @param linkType a LINKTYPE_ value: Ethernet or one of raw IP's
   * @throws FilterException where it is no such expression, asks what this link type has not, or
   *     can match no packet at all
   */
  public static PacketFilter compile(String expression, int linkType) throws FilterException {
    Source source = new Source(expression);
    Link link = new Link(source, linkType);
    Questions.Builder questions = new Questions.Builder();
    Parsed parsed = new Parser(source, link, questions).parse();
    Block root = Block.end(true);
    Expression tree = new Expression.All();
    if (parsed != null) {
      tree = parsed.tree();
      root = Block.of(parsed.condition(), root, Block.end(false));
      if (link.optimizable) {
        root = Optimizer.optimize(root, source);
      }
      if (root.isEnd() && root.k == 0) {
        throw source.error(0, expression.length(), "no packet can match this");
      }
    }
    Program program = Program.of(root);
    return new PacketFilter(
        expression,
        linkType,
        tree,
        program,
        Assembler.decision(program),
        new Questions(questions.list(), linkType));
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
    questions.next();
    return decision.matches(memory, at, captured, wire, vni, questions);
  }

  /** The same filter for another thread. */
  public PacketFilter another() {
    return new PacketFilter(text, linkType, expression, program, decision, questions.another());
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

  /**
   * The program that is run, as {@code tcpdump -ddd} prints its own. The two are the same but for
   * jumps over more than 255 instructions, and instruction 192, which asks for {@code vni} or
   * {@code inner}.
   */
  public String listing() {
    return program.listing();
  }
}
