package io.sluice.packet.filter;

import io.sluice.packet.filter.Arithmetic.Value;
import io.sluice.packet.filter.Qualifiers.Kind;
import io.sluice.packet.filter.Qualifiers.Way;
import org.jspecify.annotations.Nullable;

/**
 * Parses an expression and makes its conditions on the way, in libpcap's order, because a word that
 * shifts is about what stands after it. {@code and} and {@code or} are of one rank, from left to
 * right.
 */
final class Parser {
  /** Bounds what one expression can cost. */
  private static final int MAX_PIECES = 4096;

  private final Source source;
  private final Tokens tokens;
  private final Numbers numbers;
  private final Identifiers identifiers;
  private final Primitives primitives;
  private final Shifts shifts;
  private int depth;
  private int count;
  private boolean inner;

  /** Where the words stand that the next identifier is the first one of, or -1. */
  private int headFrom = -1;

  Parser(Source source, Link link, Questions.Builder questions) throws FilterException {
    this.source = source;
    this.tokens = new Tokens(source);
    this.shifts = new Shifts(source);
    this.numbers = new Numbers(tokens, source, link);
    this.identifiers = new Identifiers(source, link, questions, shifts);
    this.primitives = new Primitives(source, tokens, link, numbers, questions, shifts);
  }

  /** The whole expression, or null where it has no word. */
  @Nullable Parsed parse() throws FilterException {
    if (tokens.peek().is(Token.Kind.END)) {
      return null;
    }
    Parsed all = terms(operand(Qualifiers.NONE));
    if (!tokens.peek().is(Token.Kind.END)) {
      throw tokens.unexpected("'and' or 'or' is expected between two primitives");
    }
    return new Parsed(all.form(), all.condition(), shifts.settled(all.tree()), all.words());
  }

  private boolean isJoined() {
    return tokens.peek().is("and") || tokens.peek().is("or");
  }

  private Parsed terms(Parsed first) throws FilterException {
    Parsed all = first;
    while (isJoined()) {
      boolean and = tokens.take().is("and");
      all = all.joined(and, operand(all.words()), Parsed.Form.TERM);
    }
    return all;
  }

  /** A term, or identifiers that take over {@code words}. */
  private Parsed operand(Qualifiers words) throws FilterException {
    Object piece = piece(words);
    if (piece instanceof Token number) {
      return number(number, words);
    }
    if (piece instanceof Parsed parsed) {
      return parsed;
    }
    throw tokens.unexpected("what is computed has to be compared, e.g. by '='");
  }

  private Parsed number(Token number, Qualifiers words) throws FilterException {
    source.at(identifierFrom(number), number.to());
    return identifiers.number(number, number.number(), words);
  }

  /** A {@link Parsed}; or the {@link Token} of a number or a {@link Value}, not compared yet. */
  private Object piece(Qualifiers words) throws FilterException {
    if (++depth > Numbers.MAX_DEPTH) {
      throw tokens.unexpected("this opens more than " + Numbers.MAX_DEPTH + " levels");
    }
    if (++count > MAX_PIECES) {
      throw tokens.unexpected("a filter has at most " + MAX_PIECES + " primitives");
    }
    int from = tokens.peek().from();
    Object piece = uncompared(words);
    depth--;
    if (piece instanceof Parsed || !numbers.goesOn()) {
      return piece;
    }
    Value left = piece instanceof Token number ? numbers.number(number.number()) : (Value) piece;
    left = numbers.onward(left, 0);
    if (!numbers.isComparison()) {
      return left;
    }
    Condition condition = numbers.compared(left, from);
    if (inner) {
      throw source.error("'inner' is asked of addresses, ports and protocols of IP only");
    }
    return primitives.term(condition, new Expression.Other(source.current(), left.implied()));
  }

  private Object uncompared(Qualifiers words) throws FilterException {
    Token token = tokens.peek();
    source.at(token.from(), token.to());
    if (tokens.takeIf("(")) {
      Object inside = parenthesized(words);
      tokens.expect(")", "what the parenthesis opens");
      return inside;
    }
    if (tokens.takeIf("!")) {
      return operand(words).not();
    }
    if (numbers.begins()) {
      return numbers.value(0);
    }
    return switch (token.kind()) {
      case NUMBER -> tokens.take();
      case NAME, ADDRESS, ADDRESS6, MAC -> {
        if (words.kind() == Kind.NONE) {
          throw primitives.noWord(token);
        }
        yield identifier(tokens.take(), words);
      }
      case WORD -> word(token);
      default -> throw tokens.unexpected("a primitive is expected here");
    };
  }

  /** What a parenthesis opens, up to the one that closes it. */
  private Object parenthesized(Qualifiers words) throws FilterException {
    Object first = piece(words);
    if (first instanceof Parsed parsed) {
      if (parsed.form() == Parsed.Form.IDENTIFIERS) {
        throw tokens.unexpected("a list of identifiers is in one pair of parentheses only");
      }
      return parsed.isTerm() ? terms(parsed).with(words) : list(parsed, words);
    }
    if (first instanceof Token number && isJoined()) {
      return list(number(number, words), words);
    }
    return first;
  }

  /** The rest of {@code 80 or 443}. */
  private Parsed list(Parsed first, Qualifiers words) throws FilterException {
    Parsed all = first.as(Parsed.Form.IDENTIFIERS);
    while (isJoined()) {
      boolean and = tokens.take().is("and");
      Parsed next = operand(words);
      if (next.isTerm()) {
        throw source.error("a list of identifiers has no other primitives in it");
      }
      all = all.joined(and, next, Parsed.Form.IDENTIFIERS);
    }
    return all;
  }

  private Parsed word(Token token) throws FilterException {
    if (tokens.takeIf("inner")) {
      boolean outer = inner;
      inner = true;
      Parsed parsed = operand(Qualifiers.NONE);
      inner = outer;
      return parsed;
    }
    Proto proto = Words.protocol(token);
    if (proto != null) {
      tokens.take();
    }
    Qualifiers words = head(proto == null ? Proto.DEFAULT : proto);
    if (words == null) {
      return proto == null ? primitives.word(inner) : primitives.protocol(proto, inner);
    }
    Token before = tokens.last();
    if (tokens.peek().is(Token.Kind.NUMBER) && tokens.second().is("/")) {
      throw tokens.unexpected("a network has two numbers at least, as 10.0/8 has");
    }
    headFrom = token.from();
    Parsed identifier = operand(words);
    headFrom = -1;
    if (identifier.isTerm()) {
      throw source.error("'" + before.text() + "' needs an address, a number or a name after it");
    }
    return identifier.as(Parsed.Form.TERM);
  }

  /** The words after a protocol's, or null where there are none. */
  private @Nullable Qualifiers head(Proto proto) throws FilterException {
    Way way = way();
    Kind kind =
        tokens.peek().is(Token.Kind.WORD)
            ? switch (tokens.peek().text()) {
              case "host" -> Kind.HOST;
              case "net" -> Kind.NET;
              case "port" -> Kind.PORT;
              case "portrange" -> Kind.PORTRANGE;
              case "gateway" -> Kind.GATEWAY;
              case "proto" -> Kind.PROTO;
              case "protochain" -> Kind.PROTOCHAIN;
              default -> Kind.DEFAULT;
            }
            : Kind.DEFAULT;
    if (kind == Kind.DEFAULT && way == Way.DEFAULT) {
      return null;
    }
    boolean undirected = kind == Kind.GATEWAY || kind == Kind.PROTO || kind == Kind.PROTOCHAIN;
    if (undirected && way != Way.DEFAULT) {
      throw tokens.unexpected("what comes after 'src' or 'dst' is an address or a port");
    }
    if (kind != Kind.DEFAULT) {
      tokens.take();
    }
    return new Qualifiers(proto, way, kind, inner);
  }

  private Way way() throws FilterException {
    boolean src = tokens.peek().is("src");
    if (!src && !tokens.peek().is("dst")) {
      return Way.DEFAULT;
    }
    tokens.take();
    if (!isJoined()) {
      return src ? Way.SRC : Way.DST;
    }
    Way both = tokens.take().is("and") ? Way.AND : Way.OR;
    String other = src ? "dst" : "src";
    if (!tokens.takeIf(other)) {
      throw tokens.unexpected("'" + other + "' is expected here");
    }
    return both;
  }

  private int identifierFrom(Token token) {
    int from = headFrom >= 0 ? headFrom : token.from();
    headFrom = -1;
    return from;
  }

  private Parsed identifier(Token token, Qualifiers words) throws FilterException {
    int from = identifierFrom(token);
    Token mask = null;
    Token prefix = null;
    boolean network = token.is(Token.Kind.ADDRESS) || token.is(Token.Kind.ADDRESS6);
    if (network && tokens.takeIf("/")) {
      prefix = tokens.expect(Token.Kind.NUMBER, "how many bits the network has is expected");
    } else if (token.is(Token.Kind.ADDRESS) && tokens.takeIf("mask")) {
      mask = tokens.expect(Token.Kind.ADDRESS, "the network's mask is expected");
    }
    source.at(from, tokens.last().to());
    return switch (token.kind()) {
      case NAME -> identifiers.name(token, words);
      case ADDRESS -> identifiers.address(token, mask, prefix, words);
      case ADDRESS6 -> identifiers.address6(token, prefix, words);
      default -> identifiers.mac(token, words);
    };
  }
}
