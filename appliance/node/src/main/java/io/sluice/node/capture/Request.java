package io.sluice.node.capture;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One request of HTTP/1.1 (RFC 9112), as small as {@code curl --unix-socket} makes them: its
 * parameters from the query and, for a form, from the body.
 *
 * @param path without the query
 */
record Request(String method, String path, Map<String, String> parameters) {
  private static final int MOST_BYTES = 64 << 10;

  /** A char for each byte: what is not ASCII has no meaning in a head. */
  private static final Charset HEAD = StandardCharsets.ISO_8859_1;

  /** What is no request, or one that is too long; the message is a sentence. */
  static final class BadRequestException extends IOException {
    private static final long serialVersionUID = 1;

    BadRequestException(String message) {
      super(message);
    }
  }

  Request {
    parameters = Map.copyOf(parameters);
  }

  /** A parameter, or empty. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /**
   * Reads one.
   *
   * @throws BadRequestException for what is none
   */
  static Request read(ReadableByteChannel from) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[MOST_BYTES]);
    int head = head(from, bytes);
    String[] lines = text(bytes, 0, head, HEAD).split("\r?\n");
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith("/")) {
      throw new BadRequestException("This is no request of HTTP/1.1.");
    }
    int length = bodyLength(lines);
    if (length < 0 || head + length > MOST_BYTES) {
      throw new BadRequestException("The request is too long.");
    }
    while (bytes.position() < head + length) {
      more(from, bytes);
    }
    int query = words[1].indexOf('?');
    String path = query < 0 ? words[1] : words[1].substring(0, query);
    Map<String, String> parameters = new HashMap<>();
    add(parameters, query < 0 ? "" : words[1].substring(query + 1));
    add(parameters, text(bytes, head, head + length, StandardCharsets.UTF_8));
    return new Request(words[0], path, parameters);
  }

  private static String text(ByteBuffer bytes, int from, int to, Charset charset) {
    return charset.decode(bytes.duplicate().flip().slice(from, to - from)).toString();
  }

  /** Reads up to the empty line; returns where that ends. */
  private static int head(ReadableByteChannel from, ByteBuffer bytes) throws IOException {
    int end = -1;
    while (end < 0) {
      more(from, bytes);
      end = text(bytes, 0, bytes.position(), HEAD).indexOf("\r\n\r\n");
      if (end < 0 && !bytes.hasRemaining()) {
        throw new BadRequestException("The request is too long.");
      }
    }
    return end + 4;
  }

  private static void more(ReadableByteChannel from, ByteBuffer bytes) throws IOException {
    if (from.read(bytes) < 0) {
      throw new BadRequestException("The request ends too early.");
    }
  }

  private static int bodyLength(String[] lines) {
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        try {
          return Integer.parseInt(line.substring(15).strip());
        } catch (NumberFormatException e) {
          return -1;
        }
      }
    }
    return 0;
  }

  private static void add(Map<String, String> parameters, String form) throws IOException {
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isBlank()) {
        String name = equals < 0 ? pair : pair.substring(0, equals);
        parameters.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) throws IOException {
    try {
      return URLDecoder.decode(text.strip(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("A %-escape of the request is none.");
    }
  }
}
