package io.sluice.packet.filter;

/**
 * An expression that is no filter. The message is one clause without a place, e.g. {@code a port is
 * 0 to 65535, not 70000}; the place is where in the expression it went wrong.
 */
public final class FilterException extends Exception {
  private static final long serialVersionUID = 1;

  private final String expression;
  private final int offset;
  private final int length;

  FilterException(String expression, int offset, int length, String message) {
    super(message);
    this.expression = expression;
    this.offset = offset;
    this.length = length;
  }

  /** The whole expression as it was given. */
  public String expression() {
    return expression;
  }

  /**
   * Where the offending text starts, in chars from 0; the expression's length when it ends too
   * early.
   */
  public int offset() {
    return offset;
  }

  /** Of the offending text, in chars; at least 1, also behind the expression's end. */
  public int length() {
    return length;
  }

  /**
   * The expression and, on the next line, carets under the offending text. Line breaks and tabs of
   * the expression are shown as blanks, so that the carets stand where they should.
   */
  public String caret() {
    String line = expression.replaceAll("\\s", " ");
    return line + "\n" + " ".repeat(offset) + "^".repeat(length);
  }
}
