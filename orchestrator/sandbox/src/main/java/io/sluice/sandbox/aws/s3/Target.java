package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request is about: path style ({@code /bucket/key}), or virtual host style where the host
 * is {@code bucket.localhost}.
 */
record Target(String bucket, String key) {
  private static final Pattern HOST = Pattern.compile("(.+)\\.localhost(:[0-9]+)?");

  static Target of(Request request) {
    String path = request.rawPath().replaceFirst("^/", "");
    Optional<String> host =
        request
            .header("host")
            .map(HOST::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1));
    if (host.isPresent()) {
      return new Target(host.get(), decode(path));
    }
    int slash = path.indexOf('/');
    return slash < 0
        ? new Target(decode(path), "")
        : new Target(decode(path.substring(0, slash)), decode(path.substring(slash + 1)));
  }

  /** Decodes a part of a path, or {@code InvalidURI}. */
  static String decode(String text) {
    try {
      // A plus sign in a path is a plus sign
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new S3Exception(400, "InvalidURI", "Couldn't parse the specified URI.");
    }
  }
}
