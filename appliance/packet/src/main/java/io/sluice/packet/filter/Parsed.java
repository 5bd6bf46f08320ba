package io.sluice.packet.filter;

/** What a piece of an expression came to, and the words that the next piece may take over. */
record Parsed(Form form, Condition condition, Expression tree, Qualifiers words) {
  enum Form {
    /** A whole primitive, or several with words between. */
    TERM,
    /** An identifier that took over its words. */
    IDENTIFIER,
    /** Several of these in parentheses, which may not open another pair. */
    IDENTIFIERS
  }

  boolean isTerm() {
    return form == Form.TERM;
  }

  Parsed not() {
    Form negated = isTerm() ? Form.TERM : Form.IDENTIFIER;
    return new Parsed(negated, condition.not(), new Expression.Not(tree), words);
  }

  Parsed as(Form other) {
    return new Parsed(other, condition, tree, words);
  }

  Parsed with(Qualifiers others) {
    return new Parsed(form, condition, tree, others);
  }

  /** Both, with the second one's words for what follows. */
  Parsed joined(boolean and, Parsed second, Form form) {
    return new Parsed(
        form,
        and ? condition.and(second.condition) : condition.or(second.condition),
        and ? new Expression.And(tree, second.tree) : new Expression.Or(tree, second.tree),
        second.words);
  }
}
