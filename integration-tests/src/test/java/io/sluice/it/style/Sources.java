package io.sluice.it.style;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import io.sluice.it.Places;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The repository's files and the one style they are written in. */
final class Sources {
  private static final Formatter FORMATTER = new Formatter();

  private Sources() {}

  /** What git tracks, and what it would track if it were added; relative to the root. */
  static List<Path> tracked() throws IOException {
    Process git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
            .directory(Places.root().toFile())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = git.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return List.of(text.split("\0", -1)).stream()
          .filter(name -> !name.isEmpty() && Files.exists(Places.root().resolve(name)))
          .map(Path::of)
          .distinct()
          .toList();
    }
  }

  static List<Path> java() throws IOException {
    return tracked().stream().filter(file -> file.toString().endsWith(".java")).toList();
  }

  static String read(Path file) throws IOException {
    return Files.readString(Places.root().resolve(file));
  }

  /** The source as google-java-format writes it. */
  static String formatted(String source) throws FormatterException {
    String ordered = ImportOrderer.reorderImports(source, Style.GOOGLE);
    return FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
  }
}
