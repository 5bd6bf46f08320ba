package io.sluice.cli.command;

import io.sluice.cli.work.When;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as ISO 8601 writes them, or as so long ago: {@code -2h}, {@code -90s}, {@code -3d}. */
final class WhenConverter implements ITypeConverter<When> {
  @Override
  public When convert(String text) {
    try {
      return When.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
