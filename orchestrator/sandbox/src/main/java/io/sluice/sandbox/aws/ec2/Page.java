package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one answer shows of a list, and the token of what follows. A token holds the number of the
 * last resource shown: what came or went meanwhile neither doubles nor hides another.
 *
 * @param next null on the last page
 */
record Page<T extends Listed>(List<T> items, @Nullable String next) {
  private static final String MARK = "sluice:";

  /**
   * Takes the page that a request asks for, of {@code MaxResults} resources, or of all.
   *
   * @param fewest the smallest {@code MaxResults} that the action takes
   * @param most the largest
   * @throws AwsException {@code InvalidParameterValue}, {@code InvalidNextToken}
   */
  static <T extends Listed> Page<T> of(
      Params in, int fewest, int most, Collection<T> all, Predicate<T> wanted) {
    int size = in.number("MaxResults").orElse(Integer.MAX_VALUE);
    if (in.has("MaxResults") && (size < fewest || size > most)) {
      throw AwsException.badRequest(
          "InvalidParameterValue",
          "Value ( %d ) for parameter maxResults is invalid. Expecting a value from %d to %d."
              .formatted(size, fewest, most));
    }
    long after = in.text("NextToken").filter(t -> !t.isEmpty()).map(Page::read).orElse(-1L);
    List<T> items = new ArrayList<>();
    for (T each : all) {
      if (each.number() > after && wanted.test(each)) {
        if (items.size() == size) {
          return new Page<>(items, token(items.getLast().number()));
        }
        items.add(each);
      }
    }
    return new Page<>(items, null);
  }

  private static String token(long number) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((MARK + number).getBytes(StandardCharsets.UTF_8));
  }

  private static long read(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(MARK)) {
        return Long.parseLong(text.substring(MARK.length()));
      }
    } catch (IllegalArgumentException e) {
      // It is no token of ours, as below
    }
    throw AwsException.badRequest("InvalidNextToken", "The specified NextToken is not valid.");
  }
}
