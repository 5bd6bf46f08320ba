package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What IAM's actions take and answer in common. */
final class Inputs {
  private static final int PAGE = 100;
  private static final int MOST_TAGS = 50;

  private Inputs() {}

  /**
   * A name that must be there.
   *
   * @param most characters
   */
  static String name(Params in, String parameter, int most) {
    String name = in.text(parameter).orElse("");
    String field = Character.toLowerCase(parameter.charAt(0)) + parameter.substring(1);
    if (name.isEmpty()) {
      throw invalid(null, field, "Member must not be null");
    }
    if (name.length() > most) {
      throw invalid(name, field, "Member must have length less than or equal to " + most);
    }
    if (!name.matches("[\\w+=,.@-]+")) {
      throw invalid(name, field, "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
    }
    return name;
  }

  /** A path, {@code /} where none is given. */
  static String path(Params in) {
    String path = in.text("Path", "/");
    if (!path.matches("/|/[!-~]{1,510}/")) {
      throw invalid(
          path,
          "path",
          "Member must satisfy regular expression pattern:"
              + " (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)");
    }
    return path;
  }

  static String document(Params in, String parameter) {
    return in.text(parameter)
        .filter(text -> !text.isEmpty())
        .orElseThrow(
            () ->
                invalid(
                    null,
                    Character.toLowerCase(parameter.charAt(0)) + parameter.substring(1),
                    "Member must not be null"));
  }

  static void addTags(Params in, Map<String, String> tags) {
    Map<String, String> more = new TreeMap<>(tags);
    for (Params tag : in.list("Tags")) {
      String key = tag.text("Key", "");
      if (key.isEmpty() || key.length() > 128 || key.startsWith("aws:")) {
        throw AwsException.badRequest("InvalidInput", "The tag key '" + key + "' is not valid.");
      }
      more.put(key, tag.text("Value", ""));
    }
    if (more.size() > MOST_TAGS) {
      throw Directory.limitExceeded("The number of tags has reached the maximum limit.");
    }
    tags.putAll(more);
  }

  static void writeTags(Xml out, Collection<Map.Entry<String, String>> tags) {
    out.list(
        "Tags",
        "member",
        tags,
        (xml, tag) -> xml.add("Key", tag.getKey()).add("Value", tag.getValue()));
  }

  /**
   * Writes one page, {@code IsTruncated} and the {@code Marker} of the next one.
   *
   * @param sorted by {@code key}
   * @param content writes the page's own element
   */
  static <T> void page(
      Params in,
      Xml out,
      Collection<T> sorted,
      Function<T, String> key,
      BiConsumer<Xml, List<T>> content) {
    int most = in.number("MaxItems").orElse(PAGE);
    if (most < 1 || most > 1000) {
      throw invalid(
          Integer.toString(most), "maxItems", "Member must have value between 1 and 1000");
    }
    String after = in.text("Marker").map(Inputs::decode).orElse("");
    List<T> rest =
        sorted.stream()
            .filter(each -> String.CASE_INSENSITIVE_ORDER.compare(key.apply(each), after) > 0)
            .toList();
    List<T> page = rest.subList(0, Math.min(most, rest.size()));
    boolean more = page.size() < rest.size();
    content.accept(out, page);
    out.add("IsTruncated", more);
    if (more) {
      byte[] last = key.apply(page.getLast()).getBytes(StandardCharsets.UTF_8);
      out.add("Marker", Base64.getUrlEncoder().encodeToString(last));
    }
  }

  private static String decode(String marker) {
    try {
      return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw AwsException.badRequest("ValidationError", "Invalid Marker.");
    }
  }

  static AwsException invalid(@Nullable String value, String field, String constraint) {
    return AwsException.badRequest(
        "ValidationError",
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(value == null ? "null" : "'" + value + "'", field, constraint));
  }
}
