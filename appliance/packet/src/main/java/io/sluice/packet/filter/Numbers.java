package io.sluice.packet.filter;

import io.sluice.packet.filter.Arithmetic.Value;
import org.jspecify.annotations.Nullable;

/**
 * Parses what is computed. The signs bind as in libpcap's grammar: {@code * /} before {@code + -}
 * before shifts before {@code &} before {@code |}, and {@code % ^} take all that follows them.
 */
final class Numbers {
  private static final int NEGATION = 6;
  private static final int UNRANKED = 100;

  /** Bounds the depth of what one expression can open. */
  static final int MAX_DEPTH = 200;

  private final Tokens tokens;
  private final Source source;
  private final Arithmetic arithmetic;
  private int depth;

  Numbers(Tokens tokens, Source source, Link link) {
    this.tokens = tokens;
    this.source = source;
    this.arithmetic = new Arithmetic(link);
  }

  private static int rank(Token token) {
    if (!token.is(Token.Kind.SIGN)) {
      return 0;
    }
    return switch (token.text()) {
      case "|" -> 1;
      case "&" -> 2;
      case "<<", ">>" -> 3;
      case "+", "-" -> 4;
      case "*", "/" -> 5;
      case "%", "^" -> UNRANKED;
      default -> 0;
    };
  }

  private static int operation(Token sign) {
    return switch (sign.text()) {
      case "|" -> Op.OR;
      case "&" -> Op.AND;
      case "<<" -> Op.LSH;
      case ">>" -> Op.RSH;
      case "+" -> Op.ADD;
      case "-" -> Op.SUB;
      case "*" -> Op.MUL;
      case "/" -> Op.DIV;
      case "%" -> Op.MOD;
      case "^" -> Op.XOR;
      default -> throw new AssertionError(sign);
    };
  }

  /** Whether the next piece goes on with a number that has just been read. */
  boolean goesOn() {
    return rank(tokens.peek()) > 0 || isComparison();
  }

  boolean isComparison() {
    Token token = tokens.peek();
    return token.is(Token.Kind.SIGN)
        && switch (token.text()) {
          case ">", ">=", "=", "<=", "<", "!=" -> true;
          default -> false;
        };
  }

  /** Whether the next piece can only begin a number that is computed. */
  boolean begins() {
    Token token = tokens.peek();
    return token.is("-")
        || token.is("len")
        || (Words.protocol(token) != null && tokens.second().is("["));
  }

  Value number(int number) throws FilterException {
    return arithmetic.number(number);
  }

  /** A number, and all that is done to it by signs of a higher rank. */
  Value value(int above) throws FilterException {
    return onward(primary(), above);
  }

  Value onward(Value first, int above) throws FilterException {
    Value left = first;
    while (rank(tokens.peek()) > above) {
      Token sign = tokens.take();
      int rank = rank(sign);
      Value right = value(rank == UNRANKED ? 0 : rank);
      source.at(sign.from(), tokens.last().to());
      left = arithmetic.combined(operation(sign), left, right);
    }
    return left;
  }

  private Value primary() throws FilterException {
    if (++depth > MAX_DEPTH) {
      throw tokens.unexpected("this opens more than " + MAX_DEPTH + " levels");
    }
    Token token = tokens.peek();
    source.at(token.from(), token.to());
    try {
      if (token.is(Token.Kind.NUMBER)) {
        return arithmetic.number(tokens.take().number());
      }
      if (tokens.takeIf("-")) {
        return arithmetic.negated(value(NEGATION));
      }
      if (tokens.takeIf("len")) {
        return arithmetic.packetLength();
      }
      if (tokens.takeIf("(")) {
        Value value = value(0);
        tokens.expect(")", "this");
        return value;
      }
      Proto proto = Words.protocol(token);
      if (proto != null && tokens.second().is("[")) {
        tokens.take();
        return bytes(proto, token.from());
      }
    } finally {
      depth--;
    }
    throw tokens.unexpected("a number is expected here");
  }

  private Value bytes(Proto proto, int from) throws FilterException {
    tokens.take();
    Value index = value(0);
    int size = 1;
    if (tokens.takeIf(":")) {
      size = tokens.expect(Token.Kind.NUMBER, "how many bytes, 1, 2 or 4, is expected").number();
    }
    tokens.expect("]", "the offset");
    source.at(from, tokens.last().to());
    return arithmetic.load(proto, index, size);
  }

  /** The rest of a comparison whose left side has been read. */
  Condition compared(Value left, int from) throws FilterException {
    Token sign = tokens.take();
    Value right = value(0);
    source.at(from, tokens.last().to());
    return switch (sign.text()) {
      case ">" -> arithmetic.relation(Op.JGT, false, left, right);
      case ">=" -> arithmetic.relation(Op.JGE, false, left, right);
      case "=" -> arithmetic.relation(Op.JEQ, false, left, right);
      case "<=" -> arithmetic.relation(Op.JGT, true, left, right);
      case "<" -> arithmetic.relation(Op.JGE, true, left, right);
      default -> arithmetic.relation(Op.JEQ, true, left, right);
    };
  }

  /** A number in as many parentheses as one likes, or null where something else comes. */
  @Nullable Token plain() throws FilterException {
    if (tokens.takeIf("(")) {
      if (++depth > MAX_DEPTH) {
        throw tokens.unexpected("this opens more than " + MAX_DEPTH + " levels");
      }
      Token number = plain();
      depth--;
      if (number == null) {
        throw tokens.unexpected("a number is expected here");
      }
      tokens.expect(")", "the number");
      return number;
    }
    return tokens.peek().is(Token.Kind.NUMBER) ? tokens.take() : null;
  }
}
