package io.sluice.sandbox.aws.cloudwatch;

import io.sluice.sandbox.aws.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A list in pages, of which each names the next. */
final class Page {
  private Page() {}

  /**
   * One page as an answer.
   *
   * @param all in order of {@code key}, which the token carries
   */
  static <T> Map<String, Object> of(
      String name,
      List<T> all,
      int size,
      Optional<String> token,
      Function<T, String> key,
      Function<T, Map<String, ?>> content) {
    Optional<String> after = token.filter(text -> !text.isEmpty()).map(Page::decode);
    List<T> rest =
        all.stream()
            .filter(each -> after.isEmpty() || key.apply(each).compareTo(after.get()) > 0)
            .toList();
    List<T> page = rest.subList(0, Math.min(size, rest.size()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(name, page.stream().map(content).toList());
    if (page.size() < rest.size()) {
      answer.put(
          "NextToken",
          Base64.getUrlEncoder()
              .encodeToString(key.apply(page.getLast()).getBytes(StandardCharsets.UTF_8)));
    }
    return answer;
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw AwsException.badRequest("InvalidNextToken", "The next token is not valid.");
    }
  }
}
