package io.sluice.packet.filter;

import java.util.List;

/** The pieces of an expression, one after the other. */
final class Tokens {
  private final Source source;
  private final List<Token> tokens;
  private int next;

  Tokens(Source source) throws FilterException {
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  Token peek() {
    return tokens.get(next);
  }

  /** The one after {@link #peek}. */
  Token second() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  /** The one taken last. */
  Token last() {
    return tokens.get(Math.max(0, next - 1));
  }

  Token take() {
    Token token = peek();
    if (!token.is(Token.Kind.END)) {
      next++;
    }
    return token;
  }

  boolean takeIf(String word) {
    boolean is = peek().is(word);
    if (is) {
      take();
    }
    return is;
  }

  void expect(String sign, String after) throws FilterException {
    if (!takeIf(sign)) {
      throw unexpected("'" + sign + "' is missing after " + after);
    }
  }

  Token expect(Token.Kind kind, String why) throws FilterException {
    if (!peek().is(kind)) {
      throw unexpected(why);
    }
    return take();
  }

  /** At the next piece, whatever it is. */
  FilterException unexpected(String why) {
    Token token = peek();
    String found = token.is(Token.Kind.END) ? "" : ", not " + token.shown();
    return source.error(token.from(), token.to(), why + found);
  }
}
