package io.sluice.sandbox.aws.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One page of a list by prefix and delimiter: items, and what the rest of them have in common.
 *
 * @param last the last key or common prefix, after which the next page begins
 */
record Pages<T>(List<T> items, List<String> prefixes, boolean truncated, String last) {

  /**
   * Cuts a page.
   *
   * @param sorted by key, as {@link Bucket#ORDER} sorts
   * @param after only what comes after this key; where it ends in the delimiter it stands for all
   *     that begins so
   * @param most items and common prefixes together
   */
  static <T> Pages<T> cut(
      List<T> sorted,
      Function<T, String> key,
      String prefix,
      String delimiter,
      String after,
      int most) {
    List<T> items = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    boolean group = !after.isEmpty() && !delimiter.isEmpty() && after.endsWith(delimiter);
    String last = "";
    for (T item : sorted) {
      String name = key.apply(item);
      if (!name.startsWith(prefix)
          || (!after.isEmpty() && Bucket.ORDER.compare(name, after) <= 0)
          || (group && name.startsWith(after))) {
        continue;
      }
      int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      String common = end < 0 ? "" : name.substring(0, end + delimiter.length());
      if (!common.isEmpty() && !prefixes.isEmpty() && prefixes.getLast().equals(common)) {
        continue;
      }
      if (items.size() + prefixes.size() >= most) {
        return new Pages<>(items, prefixes, most > 0, last);
      }
      if (common.isEmpty()) {
        items.add(item);
        last = name;
      } else {
        prefixes.add(common);
        last = common;
      }
    }
    return new Pages<>(items, prefixes, false, last);
  }

  /** A token that nobody is to read. */
  static String encode(String key) {
    return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Exception.invalidArgument(
          "The continuation token provided is incorrect", "continuation-token", token);
    }
  }

  /** How a list writes keys: as they are, or URL-encoded for those who ask. */
  static UnaryOperator<String> encoding(Call call) {
    String type = call.given("encoding-type").orElse("");
    if (type.isEmpty()) {
      return UnaryOperator.identity();
    }
    if (!type.equals("url")) {
      throw S3Exception.invalidArgument(
          "Invalid Encoding Method specified in Request", "encoding-type", type);
    }
    return text -> URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
  }
}
