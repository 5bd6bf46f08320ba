package io.sluice.node.flow.look;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Methods of HTTP (RFC 9110, 9.1), WebDAV and UPnP. */
enum HttpMethod {
  GET,
  POST,
  HEAD,
  PUT,
  DELETE,
  OPTIONS,
  CONNECT,
  PATCH,
  TRACE,
  PROPFIND,
  PROPPATCH,
  MKCOL,
  COPY,
  MOVE,
  LOCK,
  UNLOCK,
  REPORT,
  SEARCH,
  MERGE,
  CHECKOUT,
  SUBSCRIBE,
  UNSUBSCRIBE,
  NOTIFY,
  POLL,
  BIND,
  RPC_IN_DATA,
  RPC_OUT_DATA,
  /** Written like a method, but none of these. */
  OTHER;

  /** Longest of them, and of what is taken for one. */
  private static final int LONGEST = 16;

  private static final HttpMethod[] ALL = values();
  private static final byte[][] TOKENS = tokens();

  private static byte[][] tokens() {
    byte[][] tokens = new byte[ALL.length][];
    for (HttpMethod method : ALL) {
      tokens[method.ordinal()] = method.name().getBytes(StandardCharsets.US_ASCII);
    }
    return tokens;
  }

  /** As users write it; "" for none. */
  static String word(int number) {
    return number == 0 ? "" : number > OTHER.ordinal() ? "other" : ALL[number - 1].name();
  }

  int length() {
    return TOKENS[ordinal()].length;
  }

  /** Bytes of the capital letters at {@code at} that a space follows; 0 when there are none. */
  static int token(MemorySegment memory, long at, long end) {
    long limit = Math.min(end, at + LONGEST + 1);
    for (long i = at; i < limit; i++) {
      int letter = Bytes.u8(memory, i);
      if (letter == ' ') {
        return (int) (i - at);
      }
      if ((letter < 'A' || letter > 'Z') && letter != '_' && letter != '-') {
        return 0;
      }
    }
    return 0;
  }

  /** Which method a token is. */
  static HttpMethod of(MemorySegment memory, long at, int length) {
    for (int i = 0; i < OTHER.ordinal(); i++) {
      if (TOKENS[i].length == length && is(TOKENS[i], memory, at)) {
        return ALL[i];
      }
    }
    return OTHER;
  }

  private static boolean is(byte[] token, MemorySegment memory, long at) {
    for (int i = 0; i < token.length; i++) {
      if (Bytes.u8(memory, at + i) != token[i]) {
        return false;
      }
    }
    return true;
  }
}
