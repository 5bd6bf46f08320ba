package io.sluice.cli.command;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as a blueprint writes them, decimal prefixes: {@code 500MB}, {@code "1.5 GB"}. */
final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?([kMGT]?)B");

  @Override
  public Long convert(String text) {
    Matcher shape = SHAPE.matcher(text);
    BigDecimal number = shape.matches() ? new BigDecimal(shape.group(1)) : BigDecimal.ZERO;
    if (number.signum() == 0) {
      throw new TypeConversionException(
          "`" + text + "` is no size; write one as `500MB` or `1.5GB`");
    }
    int prefix = " kMGT".indexOf(shape.group(2).isEmpty() ? " " : shape.group(2));
    return number.movePointRight(3 * prefix).longValue();
  }
}
