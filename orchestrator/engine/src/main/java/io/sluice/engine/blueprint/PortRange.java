package io.sluice.engine.blueprint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports from first to last, both included, 0 to 65535.
 *
 * @param first not above {@code last}
 */
public record PortRange(int first, int last) {
  /** A port, or two joined by a hyphen. */
  static final String PATTERN = "[0-9]{1,5}(?:-[0-9]{1,5})?";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  /**
   * Reads {@code 443} or {@code 8000-8080}.
   *
   * @throws IllegalArgumentException when it is neither, or out of range
   */
  static PortRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    int first = Integer.parseInt(form.group(1));
    int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
    if (first > last || last > 65_535) {
      throw new IllegalArgumentException(text);
    }
    return new PortRange(first, last);
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
