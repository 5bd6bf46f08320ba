package io.sluice.engine.blueprint;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a tool takes packets, as appliances read it.
 *
 * @param scheme {@code vxlan}, {@code geneve}, {@code gre} or {@code erspan}
 * @param host an IP address, IPv6 without brackets, or a name
 * @param port UDP port; 0 where the scheme has none
 * @param id VNI, key or session; -1 for GRE without a key
 */
record Target(String scheme, String host, int port, long id) {
  private static final String HOST =
      "(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)";

  static final String PATTERN =
      "(?:(?:vxlan|geneve)://"
          + HOST
          + "(?::[0-9]{1,5})?/?\\?vni=[0-9]{1,10}|gre://"
          + HOST
          + "/?(?:\\?key=[0-9]{1,10})?|erspan://"
          + HOST
          + "/?\\?session=[0-9]{1,10})";

  static final String FORM =
      "a target of the form vxlan://HOST:PORT?vni=N, geneve://HOST:PORT?vni=N, gre://HOST?key=N or"
          + " erspan://HOST?session=N";

  /** Of a text that matches {@link #PATTERN}; null where its host is none. */
  static @Nullable Target of(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    String host = uri.getHost();
    if (host == null) {
      return null;
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String query = uri.getQuery();
    long id = query == null ? -1 : Long.parseLong(query.substring(query.indexOf('=') + 1));
    return new Target(uri.getScheme(), bare, port(uri), id);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return switch (uri.getScheme()) {
      case "vxlan" -> 4_789;
      case "geneve" -> 6_081;
      default -> 0;
    };
  }

  /** What the number in the query is called. */
  String idName() {
    return switch (scheme) {
      case "gre" -> "key";
      case "erspan" -> "session";
      default -> "vni";
    };
  }

  /** The largest number that fits. */
  long largestId() {
    return switch (scheme) {
      case "gre" -> 0xffff_ffffL;
      case "erspan" -> 0x3ff;
      default -> 0xff_ffff;
    };
  }

  boolean isUdp() {
    return scheme.equals("vxlan") || scheme.equals("geneve");
  }
}
