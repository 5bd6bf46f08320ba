package io.sluice.engine.blueprint;

import java.math.BigDecimal;

/**
 * A data rate. Written with decimal units ({@code 1.5 Gbps} is 1,500,000,000 bits per second).
 *
 * @param bitsPerSecond above zero
 */
public record DataRate(long bitsPerSecond) {
  @Override
  public String toString() {
    String[] units = {"bps", "kbps", "Mbps", "Gbps", "Tbps"};
    int unit = 0;
    BigDecimal value = BigDecimal.valueOf(bitsPerSecond);
    BigDecimal thousand = BigDecimal.valueOf(1000);
    while (unit < units.length - 1 && value.compareTo(thousand) >= 0) {
      value = value.divide(thousand);
      unit++;
    }
    return value.stripTrailingZeros().toPlainString() + " " + units[unit];
  }
}
