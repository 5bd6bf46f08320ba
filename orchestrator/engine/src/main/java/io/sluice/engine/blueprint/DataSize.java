package io.sluice.engine.blueprint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data. Written with decimal units ({@code 50 GB} is 50,000,000,000 bytes) or binary
 * ones ({@code 50 GiB} is 53,687,091,200 bytes; IEC 80000-13).
 *
 * @param bytes above zero
 */
public record DataSize(long bytes) {
  private static final List<String> UNITS =
      List.of("B", "kB", "MB", "GB", "TB", "B", "KiB", "MiB", "GiB", "TiB");
  private static final int BINARY = UNITS.size() / 2;
  static final String PATTERN = "([0-9]{1,19}(?:\\.[0-9]{1,12})?) ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)";
  private static final Pattern FORM = Pattern.compile(PATTERN);

  /**
   * Reads a size such as {@code 50 GB} or {@code 64 MiB}; the blank may be absent.
   *
   * @throws IllegalArgumentException when it is no size, zero, no whole number of bytes, or beyond
   *     63 bits
   */
  public static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size: " + text);
    }
    int unit = UNITS.indexOf(matcher.group(2));
    BigInteger factor =
        unit < BINARY
            ? BigInteger.TEN.pow(3 * unit)
            : BigInteger.ONE.shiftLeft(10 * (unit - BINARY));
    try {
      long bytes =
          new BigDecimal(matcher.group(1)).multiply(new BigDecimal(factor)).longValueExact();
      if (bytes > 0) {
        return new DataSize(bytes);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("no whole number of bytes: " + text, e);
    }
    throw new IllegalArgumentException("not above zero: " + text);
  }

  /** The shortest form that {@link #parse} reads back. */
  @Override
  public String toString() {
    String decimal = text(BigDecimal.valueOf(1_000), 0);
    String binary = text(BigDecimal.valueOf(1_024), BINARY);
    return binary.length() < decimal.length() ? binary : decimal;
  }

  private String text(BigDecimal step, int units) {
    int unit = 0;
    BigDecimal value = BigDecimal.valueOf(bytes);
    while (unit < BINARY - 1 && value.compareTo(step) >= 0) {
      value = value.divide(step);
      unit++;
    }
    return value.stripTrailingZeros().toPlainString() + " " + UNITS.get(units + unit);
  }
}
