package io.sluice.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request, whole. */
public final class Request {
  private final String scheme;
  private final String method;
  private final String rawPath;
  private final String rawQuery;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Map<String, String> variables;

  /**
   * @param scheme {@code http} or {@code https}
   * @param method upper case
   * @param rawPath the path as it came, percent-encoded, without the query
   * @param rawQuery the query as it came, empty when there was none
   * @param headers several of a name are joined with a comma
   * @param variables what the route's pattern matched, decoded
   */
  public Request(
      String scheme,
      String method,
      String rawPath,
      String rawQuery,
      Map<String, String> headers,
      byte[] body,
      Map<String, String> variables) {
    this.scheme = scheme;
    this.method = method;
    this.rawPath = rawPath;
    this.rawQuery = rawQuery;
    this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.headers.putAll(headers);
    this.body = body;
    this.variables = variables;
  }

  public String method() {
    return method;
  }

  public String rawPath() {
    return rawPath;
  }

  public String rawQuery() {
    return rawQuery;
  }

  /** By name, without regard to case. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Not a copy. */
  public byte[] body() {
    return body;
  }

  public Map<String, String> variables() {
    return variables;
  }

  public Request withVariables(Map<String, String> found) {
    return new Request(scheme, method, rawPath, rawQuery, headers, body, found);
  }

  public String path() {
    return decode(rawPath);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(queryParameters().get(name));
  }

  /** Decoded; of a repeated name the last one counts. */
  public Map<String, String> queryParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (rawQuery.isEmpty()) {
      return parameters;
    }
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(
          URLDecoder.decode(name, StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /**
   * What the pattern's variable matched.
   *
   * @throws IllegalArgumentException when the pattern has no such variable
   */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no variable " + name);
    }
    return value;
  }

  /** {@code http://127.0.0.1:port}, as the client addressed this server. */
  public String base() {
    return scheme + "://" + header("host").orElse("localhost");
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  static String decode(String encoded) {
    // A plus sign in a path is a plus sign; URLDecoder would make it a space
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
