package io.sluice.node.broker;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a tool takes packets, and in what.
 *
 * @param encapsulation around each frame
 * @param host an IP address, IPv6 without brackets, or a name, which is looked up again every
 *     minute
 * @param port UDP port, 1 to 65535; 0 for what has none
 * @param id VNI, GRE key as an unsigned number, or ERSPAN session; {@link #NO_KEY} for GRE without
 *     a key
 */
public record Target(Encapsulation encapsulation, String host, int port, long id) {
  /** GRE without a key. */
  public static final long NO_KEY = -1;

  /** What stands around a frame. */
  public enum Encapsulation {
    /** RFC 7348 over UDP. */
    VXLAN("vni", 4789, 0xff_ffff),
    /** RFC 8926 over UDP, without options. */
    GENEVE("vni", 6081, 0xff_ffff),
    /** RFC 2784 and 2890 over IP: transparent Ethernet bridging, with a key or without. */
    GRE("key", 0, 0xffff_ffffL),
    /** ERSPAN type II over GRE with sequence numbers (draft-foschiano-erspan-03 section 4.2). */
    ERSPAN("session", 0, 0x3ff);

    private final String label = name().toLowerCase(Locale.ROOT);
    private final String idName;
    private final int defaultPort;
    private final long maxId;

    Encapsulation(String idName, int defaultPort, long maxId) {
      this.idName = idName;
      this.defaultPort = defaultPort;
      this.maxId = maxId;
    }

    /** The scheme of its URLs. */
    public String label() {
      return label;
    }

    boolean isUdp() {
      return defaultPort != 0;
    }
  }

  public Target {
    String wrong = problem(encapsulation, host, port, id);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static @Nullable String problem(
      Encapsulation encapsulation, String host, int port, long id) {
    if (host.isEmpty()) {
      return "a target's host is missing";
    }
    if (encapsulation.isUdp() ? port < 1 || port > 65_535 : port != 0) {
      return "a target of %s cannot have the port %d".formatted(encapsulation.label, port);
    }
    boolean keyless = encapsulation == Encapsulation.GRE && id == NO_KEY;
    if (!keyless && (id < 0 || id > encapsulation.maxId)) {
      return "a target's %s must be from 0 to %d"
          .formatted(encapsulation.idName, encapsulation.maxId);
    }
    return null;
  }

  /**
   * Reads {@code vxlan://HOST[:PORT]?vni=N}, {@code geneve://HOST[:PORT]?vni=N}, {@code
   * gre://HOST[?key=N]} or {@code erspan://HOST?session=N}. The ports are 4789 and 6081 unless
   * said.
   *
   * @throws IllegalArgumentException when it is not of that form; the message is a clause
   */
  public static Target parse(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw wrong(url, "", e);
    }
    Encapsulation encapsulation = encapsulation(uri.getScheme());
    if (encapsulation == null) {
      throw wrong(url, "", null);
    }
    String host = uri.getHost();
    boolean more =
        uri.getUserInfo() != null
            || uri.getFragment() != null
            || !("".equals(uri.getPath()) || "/".equals(uri.getPath()));
    if (host == null || more || (!encapsulation.isUdp() && uri.getPort() != -1)) {
      throw wrong(url, "", null);
    }
    int port = uri.getPort() == -1 ? encapsulation.defaultPort : uri.getPort();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    long id = id(encapsulation, uri.getQuery(), url);
    String problem = problem(encapsulation, bare, port, id);
    if (problem != null) {
      throw new IllegalArgumentException("the target `%s` is none: %s".formatted(url, problem));
    }
    return new Target(encapsulation, bare, port, id);
  }

  private static @Nullable Encapsulation encapsulation(@Nullable String scheme) {
    for (Encapsulation encapsulation : Encapsulation.values()) {
      if (encapsulation.label.equals(scheme)) {
        return encapsulation;
      }
    }
    return null;
  }

  private static long id(Encapsulation encapsulation, @Nullable String query, String url) {
    if (query == null) {
      if (encapsulation == Encapsulation.GRE) {
        return NO_KEY;
      }
      throw wrong(url, ", whose `%s` is missing".formatted(encapsulation.idName), null);
    }
    String prefix = encapsulation.idName + "=";
    String digits = query.startsWith(prefix) ? query.substring(prefix.length()) : "";
    boolean number = digits.length() <= 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits.isEmpty() || !number) {
      throw wrong(url, "", null);
    }
    return Long.parseLong(digits);
  }

  private static IllegalArgumentException wrong(String url, String why, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        ("the target `%s`%s is not of the form vxlan://HOST:PORT?vni=N, geneve://HOST:PORT?vni=N,"
                + " gre://HOST?key=N or erspan://HOST?session=N")
            .formatted(url, why.isEmpty() ? "" : why + ","),
        cause);
  }

  /** As a URL, as {@link #parse} reads it. */
  @Override
  public String toString() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    String at = encapsulation.isUdp() ? name + ":" + port : name;
    String query = id == NO_KEY ? "" : "?" + encapsulation.idName + "=" + id;
    return (encapsulation.label + "://" + at + query).toLowerCase(Locale.ROOT);
  }
}
