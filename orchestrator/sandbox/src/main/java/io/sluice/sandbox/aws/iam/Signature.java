package io.sluice.sandbox.aws.iam;

import io.sluice.sandbox.http.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signature as it came.
 *
 * @param scope {@code <date>/<region>/<service>/aws4_request}
 * @param time {@code yyyyMMddTHHmmssZ}
 * @param headers names of the headers that are signed
 * @param inQuery a presigned URL; else it stands in the Authorization header
 * @param validFor how long a presigned URL holds
 */
record Signature(
    String value,
    String scope,
    String time,
    List<String> headers,
    boolean inQuery,
    Duration validFor) {

  static Optional<Signature> of(Request request) {
    Optional<String> header =
        request.header("authorization").filter(text -> text.startsWith("AWS4-HMAC-SHA256 "));
    return header.isPresent()
        ? inHeader(request, header.get())
        : inQuery(request.queryParameters());
  }

  private static Optional<Signature> inHeader(Request request, String text) {
    Map<String, String> parts = new HashMap<>();
    for (String part : text.substring("AWS4-HMAC-SHA256 ".length()).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return make(
        parts.get("Credential"),
        parts.get("Signature"),
        parts.get("SignedHeaders"),
        request.header("x-amz-date").orElse(""),
        null);
  }

  private static Optional<Signature> inQuery(Map<String, String> query) {
    return make(
        query.get("X-Amz-Credential"),
        query.get("X-Amz-Signature"),
        query.get("X-Amz-SignedHeaders"),
        query.getOrDefault("X-Amz-Date", ""),
        query.getOrDefault("X-Amz-Expires", "0"));
  }

  private static Optional<Signature> make(
      @Nullable String credential,
      @Nullable String value,
      @Nullable String headers,
      String time,
      @Nullable String expires) {
    if (credential == null
        || value == null
        || headers == null
        || time.length() != 16
        || credential.indexOf('/') < 0
        || (expires != null && !expires.matches("[0-9]{1,6}"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Signature(
            value,
            credential.substring(credential.indexOf('/') + 1),
            time,
            List.of(headers.split(";", -1)),
            expires != null,
            Duration.ofSeconds(expires == null ? 0 : Long.parseLong(expires))));
  }
}
