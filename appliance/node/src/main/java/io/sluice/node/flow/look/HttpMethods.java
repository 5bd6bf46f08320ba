package io.sluice.node.flow.look;

import io.sluice.packet.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Methods of HTTP (RFC 9110, 9.1), WebDAV and UPnP, by numbers that rows keep. */
final class HttpMethods {
  private static final List<String> WORDS =
      List.of(
          "GET",
          "POST",
          "HEAD",
          "PUT",
          "DELETE",
          "OPTIONS",
          "CONNECT",
          "PATCH",
          "TRACE",
          "PROPFIND",
          "PROPPATCH",
          "MKCOL",
          "COPY",
          "MOVE",
          "LOCK",
          "UNLOCK",
          "REPORT",
          "SEARCH",
          "MERGE",
          "CHECKOUT",
          "SUBSCRIBE",
          "UNSUBSCRIBE",
          "NOTIFY",
          "POLL",
          "BIND",
          "RPC_IN_DATA",
          "RPC_OUT_DATA");

  /** No method. */
  static final int NONE = 0;

  static final int CONNECT = WORDS.indexOf("CONNECT") + 1;

  /** Written like a method, but none of those. */
  static final int OTHER = WORDS.size() + 1;

  /** Longer ones are none. */
  private static final int LONGEST = 16;

  private static final byte[][] TOKENS =
      WORDS.stream().map(word -> word.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

  private HttpMethods() {}

  /** As users write it; "" for none. */
  static String word(int number) {
    return number == NONE ? "" : number >= OTHER ? "other" : WORDS.get(number - 1);
  }

  /** Bytes of the capital letters at {@code at} that a space follows; 0 when there are none. */
  static int token(MemorySegment memory, long at, long end) {
    long limit = Math.min(end, at + LONGEST + 1);
    for (long i = at; i < limit; i++) {
      int letter = Memory.u8(memory, i);
      if (letter == ' ') {
        return (int) (i - at);
      }
      if ((letter < 'A' || letter > 'Z') && letter != '_' && letter != '-') {
        return 0;
      }
    }
    return 0;
  }

  /** Which method a token is, never {@link #NONE}. */
  static int of(MemorySegment memory, long at, int length) {
    for (int i = 0; i < TOKENS.length; i++) {
      if (TOKENS[i].length == length && is(TOKENS[i], memory, at)) {
        return i + 1;
      }
    }
    return OTHER;
  }

  private static boolean is(byte[] token, MemorySegment memory, long at) {
    for (int i = 0; i < token.length; i++) {
      if (Memory.u8(memory, at + i) != token[i]) {
        return false;
      }
    }
    return true;
  }
}
