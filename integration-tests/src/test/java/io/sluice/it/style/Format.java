package io.sluice.it.style;

import com.google.googlejavaformat.java.FormatterException;
import io.sluice.it.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Rewrites every source: {@code mvn -q test-compile exec:exec@format}. */
public final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException, FormatterException {
    for (Path file : Sources.java()) {
      String source = Sources.read(file);
      String formatted = Sources.formatted(source);
      if (!formatted.equals(source)) {
        Files.writeString(Places.root().resolve(file), formatted);
        System.out.println("formatted " + file);
      }
    }
  }
}
