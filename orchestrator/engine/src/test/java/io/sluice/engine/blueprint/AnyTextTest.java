package io.sluice.engine.blueprint;

import static io.sluice.engine.blueprint.Examples.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.problem.Place;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever stands in a file, a person gets problems with places, and never an exception. */
@PropertyDefaults(tries = 250)
class AnyTextTest {
  private static final List<MatchResult> KEYS =
      Pattern.compile("[A-Za-z]+(?=:)").matcher(GOOD).results().toList();

  @Property
  void aKeyWithOneLetterMoreIsAlwaysUnknownAtItsPlace(
      @ForAll @IntRange(max = 24) int which,
      @ForAll @CharRange(from = 'a', to = 'z') char letter,
      @ForAll @IntRange(max = 20) int at) {
    MatchResult key = KEYS.get(which % KEYS.size());
    int cut = Math.min(key.start() + at, key.end());
    String text = GOOD.substring(0, cut) + letter + GOOD.substring(cut);
    String misspelt = GOOD.substring(key.start(), cut) + letter + GOOD.substring(cut, key.end());
    // Azure's `subnet` with one letter more is AWS's key
    Assume.that(!misspelt.equals("subnets"));

    List<Problem> problems = judged(text);

    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.code()).isEqualTo("blueprint.unknown-key");
              assertThat(problem.summary()).startsWith("`" + misspelt + "` is not a key of ");
              assertThat(problem.hint()).isEqualTo("Did you mean `" + key.group() + "`?");
              assertThat(problem.where()).isEqualTo(placeOf(key.start()));
            });
  }

  @Property
  void anyChangedPieceOfAGoodBlueprintIsJudged(
      @ForAll @IntRange(max = 600) int from,
      @ForAll @IntRange(max = 12) int length,
      @ForAll("yaml") String piece) {
    int start = Math.min(from, GOOD.length());
    int end = Math.min(start + length, GOOD.length());

    judged(GOOD.substring(0, start) + piece + GOOD.substring(end));
  }

  @Property
  void anyYamlishTextIsJudged(@ForAll("yaml") String text) {
    judged(text);
  }

  @Property
  void anyCharactersAreJudged(@ForAll String text) {
    judged(text);
  }

  @Property
  void anyBytesAreJudged(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
    Path file = Files.createTempFile("blueprint", ".yaml");
    try {
      Files.write(file, bytes);
      BlueprintLoader.load(file, name -> null);
    } catch (ProblemException e) {
      assertInside(e.problems(), new String(bytes, StandardCharsets.UTF_8));
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> yaml() {
    List<String> pieces = new ArrayList<>(KEYS.stream().map(key -> key.group() + ": ").toList());
    pieces.addAll(
        List.of(
            "\n",
            "\n  ",
            "\n    ",
            "\r",
            "\t",
            " ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "? ",
            "|\n",
            ">-\n",
            "'",
            "\"",
            "\"\\x41\"",
            "\\",
            "&a ",
            "*a",
            "!!binary ",
            "!t ",
            "<<: *a",
            "%YAML 1.2\n",
            "---\n",
            "...\n",
            "# c\n",
            "~",
            "null",
            "true",
            "0x1F",
            "0b2",
            "1_0",
            "1e999",
            ".inf",
            "-",
            "99999999999999999999",
            "10.40.0.0/16",
            "5s",
            "1.5 Gbps",
            "${env:A}",
            "${",
            "}",
            "\u2028",
            "\u0085",
            "\uFEFF",
            "\uD83D\uDC1F",
            "web"));
    return Arbitraries.of(pieces).list().ofMaxSize(30).map(list -> String.join("", list));
  }

  private static List<Problem> judged(String text) {
    List<Problem> problems =
        Examples.problems(text, Map.of(BlueprintLoader.AZURE_LIMITS_VARIABLE, ""));
    assertInside(problems, text);
    return problems;
  }

  private static void assertInside(List<Problem> problems, String text) {
    List<String> lines =
        List.of(text.replaceFirst("^\uFEFF", "").split("\r\n|[\r\n\u0085\u2028\u2029]", -1));
    for (Problem problem : problems) {
      assertThat(problem.summary()).matches("(?s).*[.?]");
      Place where = problem.where();
      if (where != null) {
        assertThat(where.line()).isBetween(1, lines.size());
        String line = lines.get(where.line() - 1);
        assertThat(where.column()).isBetween(1, line.codePointCount(0, line.length()) + 1);
      }
    }
  }

  private static Place placeOf(int index) {
    List<String> before = List.of(GOOD.substring(0, index).split("\n", -1));
    return new Place(Examples.FILE, before.size(), before.getLast().length() + 1);
  }
}
