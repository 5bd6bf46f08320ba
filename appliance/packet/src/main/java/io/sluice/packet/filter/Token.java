package io.sluice.packet.filter;

/**
 * A piece of an expression.
 *
 * @param text of words and signs the one spelling that the parser knows
 * @param number of a {@link Kind#NUMBER}, as unsigned bits
 */
record Token(Kind kind, String text, int number, int from, int to) {
  enum Kind {
    NUMBER("a number"),
    /** Anything that might be a host, port or protocol. */
    NAME("a name"),
    /** Two to four numbers with dots between. */
    ADDRESS("an IPv4 address"),
    ADDRESS6("an IPv6 address"),
    MAC("an Ethernet address"),
    WORD("a word of the language"),
    SIGN("a sign"),
    END("the end");

    final String what;

    Kind(String what) {
      this.what = what;
    }
  }

  boolean is(Kind kind) {
    return this.kind == kind;
  }

  boolean is(String word) {
    return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(word);
  }

  /** As an error names it. */
  String shown() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
