package io.sluice.engine.blueprint;

/** How pieces of a user's file are repeated to a person. */
final class Says {
  private static final int LONGEST = 80;

  private Says() {}

  /** In back quotes, on one line, without what could move a terminal's cursor, not endless. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("`");
    text.codePoints()
        .limit(LONGEST)
        .map(point -> Character.isISOControl(point) ? '\uFFFD' : point)
        .forEach(out::appendCodePoint);
    if (text.codePointCount(0, text.length()) > LONGEST) {
      out.append("...");
    }
    return out.append('`').toString();
  }
}
