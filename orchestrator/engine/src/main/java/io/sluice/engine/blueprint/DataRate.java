package io.sluice.engine.blueprint;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data rate. Written with decimal units ({@code 1.5 Gbps} is 1,500,000,000 bits per second).
 *
 * @param bitsPerSecond above zero
 */
public record DataRate(long bitsPerSecond) {
  private static final List<String> UNITS = List.of("bps", "kbps", "Mbps", "Gbps", "Tbps");
  static final String PATTERN = "([0-9]{1,19}(?:\\.[0-9]{1,12})?) ?(bps|kbps|Mbps|Gbps|Tbps)";
  private static final Pattern FORM = Pattern.compile(PATTERN);

  /**
   * Reads a rate such as {@code 1.5 Gbps}; the blank may be absent.
   *
   * @throws IllegalArgumentException when it is no rate, zero, no whole number of bits per second,
   *     or beyond 63 bits
   */
  public static DataRate parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a data rate: " + text);
    }
    int thousands = UNITS.indexOf(matcher.group(2));
    try {
      long bits =
          new BigDecimal(matcher.group(1)).scaleByPowerOfTen(3 * thousands).longValueExact();
      if (bits > 0) {
        return new DataRate(bits);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("no whole number of bits per second: " + text, e);
    }
    throw new IllegalArgumentException("not above zero: " + text);
  }

  @Override
  public String toString() {
    int unit = 0;
    BigDecimal value = BigDecimal.valueOf(bitsPerSecond);
    BigDecimal thousand = BigDecimal.valueOf(1000);
    while (unit < UNITS.size() - 1 && value.compareTo(thousand) >= 0) {
      value = value.divide(thousand);
      unit++;
    }
    return value.stripTrailingZeros().toPlainString() + " " + UNITS.get(unit);
  }
}
