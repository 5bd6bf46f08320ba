package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * {@code Filter.n.Name} and {@code Filter.n.Value.m}: a resource passes that has, for every filter,
 * one of its values; {@code *} and {@code ?} are wildcards, a backslash takes their meaning away.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html">Filtering</a>
 */
final class Filters {
  private Filters() {}

  /**
   * Reads a request's filters.
   *
   * @throws AwsException {@code InvalidParameterValue} for one that the kind does not have
   */
  static <T extends Listed> Predicate<T> read(Params in, Fields<T> fields) {
    Predicate<T> all = resource -> true;
    for (Params filter : in.list("Filter")) {
      String name = filter.text("Name", "");
      Function<T, List<String>> field =
          fields
              .field(name)
              .orElseThrow(
                  () ->
                      AwsException.badRequest(
                          "InvalidParameterValue", "The filter '" + name + "' is invalid"));
      List<String> values = filter.texts("Value");
      if (values.isEmpty()) {
        throw AwsException.badRequest(
            "InvalidParameterValue", "The filter '" + name + "' needs a value");
      }
      Predicate<String> wanted = wanted(values);
      all = all.and(resource -> field.apply(resource).stream().anyMatch(wanted));
    }
    return all;
  }

  private static Predicate<String> wanted(List<String> values) {
    Set<String> plain = new HashSet<>();
    List<Pattern> patterns = new ArrayList<>();
    for (String value : values) {
      if (value.matches(".*[*?\\\\].*")) {
        patterns.add(pattern(value));
      } else {
        plain.add(value);
      }
    }
    return text ->
        plain.contains(text)
            || patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
  }

  private static Pattern pattern(String wildcards) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < wildcards.length(); i++) {
      char c = wildcards.charAt(i);
      if (c == '\\' && i + 1 < wildcards.length()) {
        regex.append(Pattern.quote(wildcards.substring(++i, i + 1)));
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
