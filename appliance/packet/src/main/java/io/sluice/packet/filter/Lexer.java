package io.sluice.packet.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes an expression to pieces. Of all that could stand at a place the longest is taken, so that
 * {@code 10.0.0.7} is an address and {@code len-5} a name.
 */
final class Lexer {
  /** Bounds what one expression can cost. */
  private static final int MAX_LENGTH = 131_072;

  private static final String N = "(?:0[xX][0-9A-Fa-f]+|[0-9]+)";
  private static final String B = "[0-9A-Fa-f]{1,2}";
  private static final String B2 = "[0-9A-Fa-f]{4}";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?");
  private static final Pattern ESCAPED = Pattern.compile("\\\\[^ !()\\n\\t]+");
  private static final Pattern NUMBER = Pattern.compile(N);
  private static final Pattern ADDRESS = Pattern.compile(N + "(?:\\." + N + "){1,3}");
  private static final Pattern[] MACS = {
    Pattern.compile(B + "(?::" + B + "){5}"),
    Pattern.compile(B + "(?:-" + B + "){5}"),
    Pattern.compile(B + "(?:\\." + B + "){5}"),
    Pattern.compile(B2 + "\\." + B2 + "\\." + B2),
    Pattern.compile(B2 + B2 + B2)
  };
  private static final Pattern NO_MAC = Pattern.compile(B + ":+(?:" + B + ":+){1,20}");
  private static final String[] SIGNS = {">=", "<=", "!=", "==", "<<", ">>", "&&", "||"};
  private static final String SINGLE_SIGNS = "+-*/%:[]!<>()&|^=";

  private final Source source;
  private final String text;
  private int at;

  private Lexer(Source source) {
    this.source = source;
    this.text = source.text;
  }

  /** All pieces, the end as the last one. */
  static List<Token> tokens(Source source) throws FilterException {
    if (source.text.length() > MAX_LENGTH) {
      throw source.error(
          MAX_LENGTH, source.text.length(), "a filter has at most " + MAX_LENGTH + " characters");
    }
    Lexer lexer = new Lexer(source);
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (!tokens.getLast().is(Token.Kind.END));
    return tokens;
  }

  private Token next() throws FilterException {
    while (at < text.length() && " \r\n\t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Token.Kind.END, "", 0, at, at);
    }
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        return sign(sign);
      }
    }
    if (text.charAt(at) == '\\') {
      int length = length(ESCAPED);
      if (length > 0) {
        return token(Token.Kind.NAME, text.substring(at + 1, at + length), 0, length);
      }
    }
    Token token = longest();
    if (token != null) {
      return token;
    }
    if (SINGLE_SIGNS.indexOf(text.charAt(at)) >= 0) {
      return sign(text.substring(at, at + 1));
    }
    int end = text.offsetByCodePoints(at, 1);
    throw source.error(at, end, "'" + text.substring(at, end) + "' has no meaning in a filter");
  }

  private Token sign(String sign) {
    String meant =
        switch (sign) {
          case "&&" -> "and";
          case "||" -> "or";
          case "==" -> "=";
          default -> sign;
        };
    return token(Token.Kind.SIGN, meant, 0, sign.length());
  }

  private Token token(Token.Kind kind, String spelled, int number, int length) {
    Token token = new Token(kind, spelled, number, at, at + length);
    at += length;
    return token;
  }

  private int length(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() ? matcher.end() - at : 0;
  }

  private int macLength() {
    int longest = 0;
    for (Pattern mac : MACS) {
      longest = Math.max(longest, length(mac));
    }
    return longest;
  }

  private @Nullable Token longest() throws FilterException {
    int name = length(NAME);
    int mac = macLength();
    int number = length(NUMBER);
    int address = length(ADDRESS);
    int address6 = Ipv6Text.length(text, at);
    int noMac = length(NO_MAC);
    int longest =
        Math.max(
            Math.max(Math.max(name, mac), Math.max(number, address)), Math.max(address6, noMac));
    if (longest == 0) {
      return null;
    }
    String spelled = text.substring(at, at + longest);
    String word = longest == name ? Words.spelling(spelled) : null;
    if (word != null) {
      return token(Token.Kind.WORD, word, 0, longest);
    }
    if (longest == mac) {
      return token(Token.Kind.MAC, spelled, 0, longest);
    }
    if (longest == number) {
      return token(Token.Kind.NUMBER, spelled, number(spelled), longest);
    }
    if (longest == address) {
      return token(Token.Kind.ADDRESS, spelled, 0, longest);
    }
    if (longest == address6) {
      if (Ipv6Text.parse(spelled) == null) {
        throw source.error(at, at + longest, "'" + spelled + "' is no IPv6 address");
      }
      return token(Token.Kind.ADDRESS6, spelled, 0, longest);
    }
    if (longest == noMac) {
      throw source.error(
          at, at + longest, "'" + spelled + "' is neither an Ethernet nor an IPv6 address");
    }
    Integer constant = Words.number(spelled);
    return constant == null
        ? token(Token.Kind.NAME, spelled, 0, longest)
        : token(Token.Kind.NUMBER, spelled, constant, longest);
  }

  /** As in C: 0x before a hexadecimal number, 0 before an octal one. */
  private int number(String digits) throws FilterException {
    int radix = 10;
    String rest = digits;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      rest = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
      rest = digits.substring(1);
      if (rest.matches(".*[89].*")) {
        throw source.error(
            at,
            at + digits.length(),
            "a number that begins with 0 is octal, and has no digit above 7");
      }
    }
    String significant = rest.replaceFirst("^0+(?=.)", "");
    // 2^32 has no more digits than this in any of the radixes
    if (significant.length() > 11 || Long.parseLong(significant, radix) > 0xffff_ffffL) {
      throw source.error(at, at + digits.length(), "a number is at most 4294967295");
    }
    return (int) Long.parseLong(significant, radix);
  }
}
