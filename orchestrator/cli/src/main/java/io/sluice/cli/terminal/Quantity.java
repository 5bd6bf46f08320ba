package io.sluice.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as a person reads them. */
public final class Quantity {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

  private Quantity() {}

  /** Decimal prefixes, three digits: {@code 1.25 Gbps} of {@code (1_250_000_000, "bps")}. */
  public static String of(double value, String unit) {
    int prefix = 0;
    double scaled = value;
    while (scaled >= 999.5 && prefix < PREFIXES.length - 1) {
      scaled /= 1000;
      prefix++;
    }
    String number;
    if (prefix == 0 || scaled >= 100) {
      number = String.format(Locale.ROOT, "%.0f", scaled);
    } else if (scaled >= 10) {
      number = String.format(Locale.ROOT, "%.1f", scaled);
    } else {
      number = String.format(Locale.ROOT, "%.2f", scaled);
    }
    return number + " " + PREFIXES[prefix] + unit;
  }

  /** {@code 350ms}, {@code 4.2s}, {@code 3m 05s}, {@code 2h 10m}, {@code 3d 4h}. */
  public static String of(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + "ms";
    }
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds % 3600 / 60);
    }
    return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
  }
}
