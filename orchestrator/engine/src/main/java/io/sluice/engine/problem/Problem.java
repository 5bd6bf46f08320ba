package io.sluice.engine.problem;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, said to a person.
 *
 * @param code stable and greppable, e.g. {@code blueprint.unknown-key} or a cloud fact's id such as
 *     {@code AZ-3}
 * @param summary one complete sentence
 * @param detail what the cloud or the parser said, if that adds anything
 * @param where the place in the user's file, if the problem has one
 * @param hint what to do about it, as a sentence
 */
public record Problem(
    Severity severity,
    String code,
    String summary,
    @Nullable String detail,
    @Nullable Place where,
    @Nullable String hint) {

  public static Problem error(String code, String summary) {
    return new Problem(Severity.ERROR, code, summary, null, null, null);
  }

  public static Problem warning(String code, String summary) {
    return new Problem(Severity.WARNING, code, summary, null, null, null);
  }

  public Problem at(@Nullable Place place) {
    return new Problem(severity, code, summary, detail, place, hint);
  }

  public Problem withDetail(@Nullable String text) {
    return new Problem(severity, code, summary, text, where, hint);
  }

  public Problem withHint(@Nullable String text) {
    return new Problem(severity, code, summary, detail, where, text);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
