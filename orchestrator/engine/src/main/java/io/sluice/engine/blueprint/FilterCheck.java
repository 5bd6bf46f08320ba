package io.sluice.engine.blueprint;

import org.jspecify.annotations.Nullable;

/**
 * Says whether an expression is a filter. The engine knows no packet: whoever loads blueprints and
 * knows the language hands this in.
 */
@FunctionalInterface
public interface FilterCheck {
  /** Takes every expression; for those who only want to know what a blueprint says. */
  FilterCheck NONE = expression -> null;

  /** What is wrong with the expression, or null if nothing. */
  @Nullable Finding check(String expression);

  /**
   * Why an expression is no filter.
   *
   * @param reason a clause, e.g. {@code a port is 0 to 65535, not 70000}
   * @param offset of the offending text in the expression, in chars; its length where it ends too
   *     early
   * @param caret the expression, and carets under the offending text on the next line
   */
  record Finding(String reason, int offset, String caret) {}
}
