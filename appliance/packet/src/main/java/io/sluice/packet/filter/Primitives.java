package io.sluice.packet.filter;

import io.sluice.packet.filter.Link.From;
import java.util.List;
import java.util.Optional;

/**
 * Primitives that are no address, port or protocol number: single words, and words with a number.
 */
final class Primitives {
  private final Source source;
  private final Tokens tokens;
  private final Link link;
  private final Numbers numbers;
  private final Questions.Builder questions;
  private final Shifts shifts;

  Primitives(
      Source source,
      Tokens tokens,
      Link link,
      Numbers numbers,
      Questions.Builder questions,
      Shifts shifts) {
    this.source = source;
    this.tokens = tokens;
    this.link = link;
    this.numbers = numbers;
    this.questions = questions;
    this.shifts = shifts;
  }

  Parsed term(Condition condition, Expression leaf) {
    return new Parsed(Parsed.Form.TERM, condition, shifts.leaf(leaf), Qualifiers.NONE);
  }

  private Parsed other(Condition condition) {
    return term(condition, Leaves.other(source.current()));
  }

  /** A name stands where nothing says what it names. */
  FilterException noWord(Token token) {
    String near = token.is(Token.Kind.NAME) ? Nearest.word(token.text()) : null;
    String meant = near == null ? "" : "; did you mean '" + near + "'?";
    return source.error(
        token.from(),
        token.to(),
        near == null
            ? "a word like 'host' or 'port' is expected before " + token.shown()
            : token.shown() + " is no word of the language" + meant);
  }

  /** The protocol's word has been taken; what follows is not what would make it a head. */
  Parsed protocol(Proto proto, boolean inner) throws FilterException {
    String foreign = Words.foreign(tokens.peek());
    if (foreign != null && foreign.equals("802.11")) {
      throw unknownHere(foreign);
    }
    if (inner) {
      Expression asked =
          switch (Leaves.word(proto).orElse(null)) {
            case Expression.Protocol it ->
                new Expression.Protocol(it.number(), it.ipv4(), it.ipv6(), true);
            case Expression.EtherType it when proto == Proto.IP || proto == Proto.IPV6 ->
                new Expression.EtherType(it.type(), true);
            case null, default -> throw notInner();
          };
      return new Parsed(Parsed.Form.TERM, questions.ask(asked), asked, Qualifiers.NONE);
    }
    if (tokens.peek().is("broadcast") || tokens.peek().is("multicast")) {
      return cast(proto);
    }
    Condition condition = ProtocolChecks.word(link, proto);
    Optional<Expression> leaf = Leaves.word(proto);
    return leaf.isPresent() ? term(condition, leaf.get()) : other(condition);
  }

  private FilterException notInner() {
    return source.error("'inner' is asked of addresses, ports and protocols of IP only");
  }

  private FilterException unknownHere(String links) {
    Token token = tokens.peek();
    return source.error(
        token.from(),
        token.to(),
        "'" + token.text() + "' is asked of " + links + ", which these packets are not");
  }

  private Parsed cast(Proto proto) throws FilterException {
    int from = source.from();
    boolean all = tokens.take().is("broadcast");
    source.at(from, tokens.last().to());
    Condition condition =
        all ? LinkChecks.broadcast(link, proto) : LinkChecks.multicast(link, proto);
    Expression.Direction to = Expression.Direction.DESTINATION;
    Expression leaf =
        switch (proto) {
          case IP ->
              new Expression.Host(
                  Expression.Family.IPV4, 0, 0xe000_0000L, 0, 0xe000_0000L, to, false);
          case IPV6 ->
              new Expression.Host(
                  Expression.Family.IPV6, 0xffL << 56, 0, 0xffL << 56, 0, to, false);
          default ->
              all
                  ? new Expression.Mac(0xffff_ffff_ffffL, to, false)
                  : Leaves.other(source.current());
        };
    return term(condition, leaf);
  }

  /** A word that no protocol has. */
  Parsed word(boolean inner) throws FilterException {
    Token word = tokens.peek();
    String foreign = Words.foreign(word);
    if (foreign != null) {
      throw unknownHere(foreign);
    }
    if (inner) {
      throw notInner();
    }
    return switch (word.text()) {
      case "broadcast", "multicast" -> cast(Proto.DEFAULT);
      case "less", "greater" -> length();
      case "byte" -> oneByte();
      case "vlan", "mpls", "pppoes", "geneve", "vxlan", "vni" -> shift(word);
      case "pppoed" -> {
        tokens.take();
        yield term(
            link.carries(Ether.PPPOE_DISCOVERY),
            new Expression.EtherType(Ether.PPPOE_DISCOVERY, false));
      }
      case "llc" -> llc();
      case "inbound", "outbound", "ifindex" ->
          throw source.error("a packet does not say from which interface it came, or which way");
      default -> throw tokens.unexpected("a primitive is expected here");
    };
  }

  private int number(String what) throws FilterException {
    return tokens.expect(Token.Kind.NUMBER, what + " is expected").number();
  }

  private void upToHere() {
    source.at(source.from(), tokens.last().to());
  }

  private Parsed length() throws FilterException {
    boolean less = tokens.take().is("less");
    int bytes = number("a length in bytes");
    upToHere();
    List<Step> load = List.of(new Step(Op.LD | Op.LEN));
    return other(less ? Check.of(load, Op.JGT, bytes).not() : Check.of(load, Op.JGE, bytes));
  }

  /** {@code &} and {@code |} are done to whatever was loaded last: so it is in libpcap. */
  private Parsed oneByte() throws FilterException {
    tokens.take();
    int at = number("the place of a byte");
    String sign = tokens.take().text();
    int value = number("a number to compare the byte with");
    upToHere();
    return other(
        switch (sign) {
          case "=" -> link.equal(From.LINK, at, Op.B, value);
          case "<" -> link.compared(From.LINK, at, Op.B, Op.JGE, value).not();
          case ">" -> link.compared(From.LINK, at, Op.B, Op.JGT, value);
          case "&" -> Check.of(List.of(new Step(Op.ALU | Op.AND | Op.K, value)), Op.JEQ, 0).not();
          case "|" -> Check.of(List.of(new Step(Op.ALU | Op.OR | Op.K, value)), Op.JEQ, 0).not();
          default -> throw source.error("a byte is compared by '=', '<', '>', '&' or '|'");
        });
  }

  private Parsed llc() throws FilterException {
    tokens.take();
    String kind = "";
    if (tokens.peek().is(Token.Kind.NAME) || tokens.peek().is("rnr")) {
      kind = tokens.take().text();
    }
    upToHere();
    return other(LinkChecks.llc(link, kind));
  }

  private static String what(String word) {
    return switch (word) {
      case "vlan" -> "a VLAN";
      case "mpls" -> "an MPLS label";
      case "pppoes" -> "a PPPoE session";
      default -> "a network identifier";
    };
  }

  private static int most(String word) {
    return switch (word) {
      case "vlan" -> ShiftChecks.MAX_VLAN;
      case "mpls" -> ShiftChecks.MAX_LABEL;
      case "pppoes" -> ShiftChecks.MAX_SESSION;
      default -> ShiftChecks.MAX_VNI;
    };
  }

  private Parsed shift(Token word) throws FilterException {
    tokens.take();
    String name = word.text();
    Token given = numbers.plain();
    if (given != null && Integer.compareUnsigned(given.number(), most(name)) > 0) {
      throw source.error(
          given.from(),
          given.to(),
          what(name) + " is at most " + most(name) + ", not " + given.text());
    }
    int number = given == null ? ShiftChecks.ANY : given.number();
    upToHere();
    return switch (name) {
      case "vlan" -> shifted(ShiftChecks.vlan(link, number), new Expression.Vlan(number));
      case "mpls" -> shifted(ShiftChecks.mpls(link, number), new Expression.Mpls(number));
      case "pppoes" ->
          shifted(ShiftChecks.pppoeSession(link, number), new Expression.Pppoe(number));
      case "geneve" ->
          shifted(ShiftChecks.geneve(link, number), new Expression.Tunnel(true, number));
      case "vxlan" ->
          shifted(ShiftChecks.vxlan(link, number), new Expression.Tunnel(false, number));
      default -> {
        if (given == null) {
          throw tokens.unexpected("a network identifier is expected after 'vni'");
        }
        Expression asked = new Expression.Vni(number);
        yield new Parsed(Parsed.Form.TERM, questions.ask(asked), asked, Qualifiers.NONE);
      }
    };
  }

  private Parsed shifted(Condition condition, Expression leaf) {
    return new Parsed(Parsed.Form.TERM, condition, shifts.word(leaf), Qualifiers.NONE);
  }
}
