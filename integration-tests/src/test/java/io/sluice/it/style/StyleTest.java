package io.sluice.it.style;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.FormatterException;
import io.sluice.it.Places;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StyleTest {
  private static final int LINES = 500;

  /** A root that grows is no longer read: what is new finds its place in a room. */
  private static final Set<String> TOP_LEVEL =
      Set.of(
          ".ci",
          ".gitignore",
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "LICENSE",
          "README.md",
          "appliance",
          "blueprints",
          "integration-tests",
          "orchestrator",
          "pom.xml");

  /** Split, so that this file does not hold what it forbids. */
  private static final List<String> FORBIDDEN =
      List.of(
          "/" + "work/",
          "repo." + "maven.apache.org",
          "repo1." + "maven.org",
          "central." + "sonatype.com",
          "oss." + "sonatype.org",
          "pypi." + "org",
          "files." + "pythonhosted.org",
          "registry." + "npmjs.org",
          "deb." + "debian.org",
          "plugins." + "gradle.org");

  @Test
  void everySourceIsWrittenAsTheFormatterWritesIt() throws IOException, FormatterException {
    List<Path> unformatted = new ArrayList<>();
    for (Path file : Sources.java()) {
      String source = Sources.read(file);
      if (!Sources.formatted(source).equals(source)) {
        unformatted.add(file);
      }
    }
    assertThat(unformatted).as("run: mvn -q test-compile exec:exec@format").isEmpty();
  }

  @Test
  void theFormatterIsNoRubberStamp() throws FormatterException {
    assertThat(Sources.formatted("class A{int b ;}")).isEqualTo("class A {\n  int b;\n}\n");
  }

  @Test
  void noFileIsTooLongToRead() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : Sources.java()) {
      long lines = Sources.read(file).lines().count();
      if (lines > LINES) {
        tooLong.add(file + ": " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
    Set<Path> folders = new TreeSet<>();
    for (Path file : Sources.java()) {
      if (file.toString().contains("src/main/java/")) {
        folders.add(file.getParent());
      }
    }
    assertThat(folders).isNotEmpty();
    List<Path> silent = new ArrayList<>();
    for (Path folder : folders) {
      Path info = Places.root().resolve(folder).resolve("package-info.java");
      if (!Files.exists(info)
          || !Files.readString(info).contains("@NullMarked\npackage ")
          || !Files.readString(info).startsWith("/**")) {
        silent.add(folder);
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void theRootHoldsWhatBelongsThereAndNothingElse() throws IOException {
    Set<String> entries = new TreeSet<>();
    for (Path file : Sources.tracked()) {
      entries.add(file.getName(0).toString());
    }
    assertThat(TOP_LEVEL).containsAll(entries);
  }

  @Test
  void noFileNamesAMachineOfOursOrARegistry() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Sources.tracked()) {
      String text;
      try {
        text = Sources.read(file);
      } catch (MalformedInputException binary) {
        continue;
      }
      FORBIDDEN.stream().filter(text::contains).forEach(word -> found.add(file + ": " + word));
    }
    assertThat(found).isEmpty();
  }
}
