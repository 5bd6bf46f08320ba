package io.sluice.node.analyze;

import java.util.Locale;

/** Numbers as people read them: short, with a unit, three digits that matter. */
final class Wording {
  private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Wording() {}

  /** Decimal units, as networks have them. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < SIZES.length - 1) {
      value /= 1000;
      unit++;
    }
    return three(value, unit == 0) + " " + SIZES[unit];
  }

  /** From nanoseconds to days. */
  static String duration(long nanos) {
    if (nanos < 0) {
      return "-" + duration(-nanos);
    }
    if (nanos < 1_000_000) {
      return three(nanos / 1e3, false) + " us";
    }
    if (nanos < 1_000_000_000) {
      return three(nanos / 1e6, false) + " ms";
    }
    double seconds = nanos / 1e9;
    if (seconds < 120) {
      return three(seconds, false) + " s";
    }
    return seconds < 7_200
        ? three(seconds / 60, false) + " min"
        : three(seconds / 3_600, false) + " h";
  }

  /** With separators between thousands. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String three(double value, boolean whole) {
    String form = whole || value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
