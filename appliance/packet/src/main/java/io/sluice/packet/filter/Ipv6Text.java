package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IPv6 addresses as text (RFC 4291 section 2.2). */
final class Ipv6Text {
  /** More than any address has. */
  private static final int MAX_LENGTH = 64;

  private static final String GROUP = "[0-9A-Fa-f]{1,4}";
  private static final String IPV4 = "[0-9]+(?:\\.[0-9]+){3}";

  /** One for each number of groups before and after the two colons. */
  private static final List<Pattern> SHAPES = new ArrayList<>();

  static {
    shape(groups(8));
    shape(groups(6) + ":" + IPV4);
    for (int before = 0; before <= 7; before++) {
      for (int after = 0; before + after <= 7; after++) {
        shape(groups(before) + "::" + groups(after));
      }
    }
    for (int before = 0; before <= 5; before++) {
      for (int after = 0; before + after <= 5; after++) {
        shape(groups(before) + "::" + groups(after) + (after > 0 ? ":" : "") + IPV4);
      }
    }
  }

  private Ipv6Text() {}

  private static void shape(String regex) {
    SHAPES.add(Pattern.compile(regex));
  }

  private static String groups(int count) {
    return count == 0 ? "" : GROUP + (":" + GROUP).repeat(count - 1);
  }

  /** How many chars from {@code at} look like an address: the most that any shape takes. */
  static int length(String text, int at) {
    int end = at;
    while (end < text.length() && end - at < MAX_LENGTH && mayBePart(text.charAt(end))) {
      end++;
    }
    if (text.substring(at, end).indexOf(':') < 0) {
      return 0;
    }
    int longest = 0;
    for (Pattern shape : SHAPES) {
      Matcher matcher = shape.matcher(text).region(at, end);
      if (matcher.lookingAt()) {
        longest = Math.max(longest, matcher.end() - at);
      }
    }
    return longest;
  }

  private static boolean mayBePart(char c) {
    return (Character.digit(c, 16) >= 0 && c < 128) || c == ':' || c == '.';
  }

  /** The address as high and low 64 bits, or null where a number in it is too large. */
  static long @Nullable [] parse(String text) {
    int gap = text.indexOf("::");
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    boolean good =
        gap < 0
            ? parts(text, before)
            : parts(text.substring(0, gap), before) && parts(text.substring(gap + 2), after);
    int missing = 8 - before.size() - after.size();
    if (!good || missing < 0 || (gap < 0 && missing > 0)) {
      return null;
    }
    for (int i = 0; i < missing; i++) {
      before.add(0);
    }
    before.addAll(after);
    long[] address = new long[2];
    for (int i = 0; i < 8; i++) {
      address[i / 4] = address[i / 4] << 16 | before.get(i);
    }
    return address;
  }

  private static boolean parts(String text, List<Integer> into) {
    if (text.isEmpty()) {
      return true;
    }
    for (String part : text.split(":", -1)) {
      if (part.indexOf('.') >= 0) {
        Long address = quad(part);
        if (address == null) {
          return false;
        }
        into.add((int) (address >>> 16));
        into.add((int) (address & 0xffff));
      } else if (part.isEmpty() || part.length() > 4) {
        return false;
      } else {
        into.add(Integer.parseInt(part, 16));
      }
    }
    return true;
  }

  /** Four decimal numbers without zeros before them, as inet_pton(3) has them, or null. */
  static @Nullable Long quad(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    long address = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return null;
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }
}
