package io.sluice.engine.blueprint;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file's text, once it is known to be text at all.
 *
 * @param name of the file as the user named it
 */
record SourceText(String name, String text) {
  /** Bytes; a hundred times the largest blueprint that anyone needs. */
  static final int LARGEST = 1 << 20;

  /**
   * Reads a file.
   *
   * @throws ProblemException when it is absent, unreadable, too large or no text
   */
  static SourceText read(Path file) {
    String name = file.toString();
    byte[] bytes;
    if (Files.isDirectory(file)) {
      throw refused(Says.quote(name) + " is a folder.", "Name the blueprint file in it.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      throw refused(
          "There is no file " + Says.quote(name) + ".", "Check the name and the current folder.");
    } catch (AccessDeniedException e) {
      throw refused(
          "The file " + Says.quote(name) + " may not be read by you.", "Check its permissions.");
    } catch (IOException e) {
      throw new ProblemException(
          Problem.error("blueprint.file", "The file " + Says.quote(name) + " cannot be read.")
              .withDetail(e.getMessage())
              .withHint("Check that it can be opened by other programs."));
    }
    if (bytes.length > LARGEST) {
      throw tooLarge(name);
    }
    try {
      return of(
          name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw refused("The file " + Says.quote(name) + " is not text in UTF-8.", "Save it in UTF-8.");
    }
  }

  /**
   * Takes text that is already read.
   *
   * @throws ProblemException when it is too large or holds characters that YAML refuses
   */
  static SourceText of(String name, String text) {
    if (text.length() > LARGEST) {
      throw tooLarge(name);
    }
    SourceText source = new SourceText(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    for (int i = 0;
        i < source.text.length();
        i += Character.charCount(source.text.codePointAt(i))) {
      int point = source.text.codePointAt(i);
      if (!isAllowed(point)) {
        throw new ProblemException(
            Problem.error(
                    "blueprint.syntax",
                    "The character U+%04X may not stand in YAML.".formatted(point))
                .at(source.placeOf(i))
                .withHint("Delete it; your editor may not show it."));
      }
    }
    return source;
  }

  /** YAML 1.1 section 5.1. */
  private static boolean isAllowed(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point == '\t' || point == '\n' || point == '\r' || point == 0x85;
      case Character.SURROGATE -> false;
      default -> point != 0xFFFE && point != 0xFFFF;
    };
  }

  private static ProblemException refused(String summary, String hint) {
    return new ProblemException(Problem.error("blueprint.file", summary).withHint(hint));
  }

  private static ProblemException tooLarge(String name) {
    return new ProblemException(
        Problem.error("blueprint.size", Says.quote(name) + " is larger than 1 MiB.")
            .withHint("A blueprint is a few hundred lines; check that this is the right file."));
  }

  /** The place, moved to the nearest one inside the text: a parser may point behind its end. */
  Place place(int line, int column) {
    List<String> lines = lines();
    int inside = Math.clamp(line, 1, lines.size());
    String found = lines.get(inside - 1);
    int last = found.codePointCount(0, found.length()) + 1;
    return new Place(name, inside, inside == line ? Math.clamp(column, 1, last) : last);
  }

  /**
   * The place of a char inside a scalar, if the scalar stands on one line as it is meant, plain or
   * quoted; otherwise that of the scalar.
   *
   * @param scalar where it stands, its quote included
   * @param text that was read from it
   */
  Place inside(Place scalar, String text, int offset) {
    String line = lines().get(scalar.line() - 1);
    int start = line.offsetByCodePoints(0, scalar.column() - 1);
    if (start < line.length() && "'\"".indexOf(line.charAt(start)) >= 0) {
      start++;
    }
    return line.startsWith(text, start)
        ? place(scalar.line(), line.codePointCount(0, start + offset) + 1)
        : scalar;
  }

  private Place placeOf(int index) {
    List<String> before = new SourceText(name, text.substring(0, index)).lines();
    String last = before.getLast();
    return place(before.size(), last.codePointCount(0, last.length()) + 1);
  }

  /** Lines as YAML 1.1 breaks them. */
  private List<String> lines() {
    return List.of(text.split("\r\n|[\r\n\u0085\u2028\u2029]", -1));
  }
}
