package io.sluice.sandbox.aws.asg;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;

/** Lists that come in pages of {@code MaxRecords}. */
final class Pages {
  private static final String MARK = "after ";

  private Pages() {}

  /**
   * Writes the page that is asked for, and the token of the next one.
   *
   * @param usual records of a page where the caller says nothing; a page has 100 at most
   * @throws AwsException {@code InvalidNextToken}
   */
  static <T> void write(
      Params in, Xml out, String list, int usual, List<T> all, BiConsumer<Xml, T> each) {
    int size = Checks.between("MaxRecords", in.number("MaxRecords").orElse(usual), 1, 100);
    int from = in.text("NextToken").filter(token -> !token.isEmpty()).map(Pages::start).orElse(0);
    int to = Math.min(all.size(), from + size);
    out.list(list, "member", from < to ? all.subList(from, to) : List.of(), each);
    if (to < all.size()) {
      out.add("NextToken", encode(to));
    }
  }

  private static String encode(int from) {
    return Base64.getEncoder().encodeToString((MARK + from).getBytes(StandardCharsets.UTF_8));
  }

  private static int start(String token) {
    try {
      String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(MARK)) {
        return Integer.parseUnsignedInt(text.substring(MARK.length()));
      }
    } catch (IllegalArgumentException e) {
      // no token of ours, like the rest
    }
    throw AwsException.badRequest("InvalidNextToken", "The token '" + token + "' is invalid.");
  }
}
