package io.sluice.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of instance types as mirror sources (TM-16): a dated file, since AWS changes it and
 * says so in prose only. Its word is a warning at most: a type that it calls doubtful is tried, one
 * that it calls impossible is left out. The environment's {@value #OVERRIDE} names a file to use
 * instead.
 *
 * @param date of the documentation that it was taken from, ISO 8601
 * @param never families of which AWS says that they cannot be mirrored and will not be
 * @param doubtful families that the documentation lists, or listed once, as not supported
 * @param older families on Xen that can be mirrored all the same
 */
record MirrorTypes(String date, Set<String> never, Set<String> doubtful, Set<String> older) {
  static final String OVERRIDE = "SLUICE_AWS_MIRROR_SOURCES";
  private static final String FILE = "mirror-sources.properties";

  /** What the file says of a type. */
  enum Verdict {
    FINE,
    DOUBTFUL,
    NEVER
  }

  /**
   * Reads the file.
   *
   * @param override a file to read instead of ours, or null
   * @throws UncheckedIOException when it cannot be read
   */
  static MirrorTypes load(@Nullable String override) {
    try (InputStream in =
        override == null
            ? Objects.requireNonNull(MirrorTypes.class.getResourceAsStream(FILE))
            : Files.newInputStream(Path.of(override))) {
      return read(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MirrorTypes read(Reader text) throws IOException {
    Properties file = new Properties();
    file.load(text);
    return new MirrorTypes(
        file.getProperty("date", "undated"),
        families(file, "never"),
        families(file, "doubtful"),
        families(file, "older"));
  }

  private static Set<String> families(Properties file, String name) {
    return Arrays.stream(file.getProperty(name, "").strip().split("[\\s,]+"))
        .filter(family -> !family.isEmpty())
        .map(family -> family.toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Judges a type such as {@code t2.micro} by its family and by its size being bare metal. */
  Verdict verdict(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    String family =
        lower.substring(0, lower.indexOf('.') < 0 ? lower.length() : lower.indexOf('.'));
    if (named(never, family)) {
      return Verdict.NEVER;
    }
    if (named(older, family)) {
      return Verdict.FINE;
    }
    return lower.contains(".metal") || named(doubtful, family) ? Verdict.DOUBTFUL : Verdict.FINE;
  }

  /** An entry that ends in {@code *} stands for all families that begin with it. */
  private static boolean named(Set<String> families, String family) {
    return families.contains(family)
        || families.stream()
            .filter(one -> one.endsWith("*"))
            .anyMatch(one -> family.startsWith(one.substring(0, one.length() - 1)));
  }
}
