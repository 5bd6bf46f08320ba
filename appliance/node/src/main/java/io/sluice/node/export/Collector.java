package io.sluice.node.export;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where IPFIX goes by UDP.
 *
 * @param host an IP address, IPv6 without brackets, or a name, which is looked up again from time
 *     to time
 * @param port 1 to 65535, 4739 unless said (RFC 7011 section 10.3.4)
 */
public record Collector(String host, int port) {
  /** IPFIX's own port. */
  public static final int PORT = 4739;

  /**
   * Reads {@code udp://HOST[:PORT]}.
   *
   * @throws IllegalArgumentException when it is not of that form; the message is a clause
   */
  public static Collector parse(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw wrong(url, e);
    }
    String host = uri.getHost();
    boolean more =
        uri.getUserInfo() != null
            || uri.getQuery() != null
            || uri.getFragment() != null
            || !("".equals(uri.getPath()) || "/".equals(uri.getPath()));
    int port = uri.getPort() == -1 ? PORT : uri.getPort();
    if (!"udp".equals(uri.getScheme()) || host == null || more || port < 1 || port > 65_535) {
      throw wrong(url, null);
    }
    return new Collector(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  private static IllegalArgumentException wrong(String url, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "the collector `%s` is not of the form udp://HOST:PORT".formatted(url), cause);
  }
}
