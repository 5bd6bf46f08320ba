package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The text of a request that Signature Version 4 signs. */
final class CanonicalRequest {
  private CanonicalRequest() {}

  /**
   * Writes it.
   *
   * @param once S3 encodes a path once, every other service twice
   * @param payload hash of the body, or what stands for it
   */
  static String of(Request request, Signature signature, boolean once, String payload) {
    StringBuilder headers = new StringBuilder();
    for (String name : signature.headers()) {
      String value = request.header(name).orElse("").strip().replaceAll(" +", " ");
      headers.append(name).append(':').append(value).append('\n');
    }
    return String.join(
        "\n",
        request.method(),
        path(request.rawPath(), once),
        query(request.rawQuery()),
        headers,
        String.join(";", signature.headers()),
        payload);
  }

  private static String path(String raw, boolean once) {
    return encode(once ? decode(raw.replace("+", "%2B")) : raw, true);
  }

  private static String query(String raw) {
    List<String> pairs = new ArrayList<>();
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!pair.isEmpty() && !name.equals("X-Amz-Signature")) {
        pairs.add(
            encode(name, false)
                + '\0'
                + encode(equals < 0 ? "" : decode(pair.substring(equals + 1)), false));
      }
    }
    // Sorted by name first: of "a" and "a-b" the equals sign must not decide
    Collections.sort(pairs);
    return String.join("&", pairs).replace('\0', '=');
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encode(String text, boolean keepSlash) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "-_.~".indexOf(c) >= 0
          || (keepSlash && c == '/')) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }
}
