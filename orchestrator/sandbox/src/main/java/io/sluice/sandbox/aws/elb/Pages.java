package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A list in pages: {@code Marker} and {@code PageSize} in, {@code NextMarker} out. */
final class Pages {
  /** Of a page, where no size is asked for. */
  private static final int USUAL = 100;

  private static final int MOST = 400;

  private Pages() {}

  /**
   * Writes one page.
   *
   * @param all in an order that lasts while things come and go: the marker is the key of the last
   *     one that was shown
   */
  static <T> void write(
      Params in,
      Xml out,
      String name,
      List<T> all,
      Function<T, String> key,
      BiConsumer<Xml, T> content) {
    int size = Check.between("Page size", in.number("PageSize").orElse(USUAL), 1, MOST);
    Optional<String> after = in.text("Marker").filter(text -> !text.isEmpty()).map(Pages::decode);
    List<T> rest =
        all.stream()
            .filter(each -> after.isEmpty() || key.apply(each).compareTo(after.get()) > 0)
            .toList();
    List<T> page = rest.subList(0, Math.min(size, rest.size()));
    out.list(name, "member", page, content);
    if (page.size() < rest.size()) {
      out.add("NextMarker", encode(key.apply(page.getLast())));
    }
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String marker) {
    try {
      return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Check.invalid("Invalid marker: '" + marker + "'");
    }
  }
}
