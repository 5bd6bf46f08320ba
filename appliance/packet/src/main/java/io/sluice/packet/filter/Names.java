package io.sluice.packet.filter;

import io.sluice.packet.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of ports and protocols, from tables of our own: no file or server of a machine is asked.
 */
final class Names {
  private static final int NONE = -1;
  private static final Pattern RANGE = Pattern.compile("([0-9]+)-([0-9]+).*");
  private static final Map<String, int[]> SERVICES = new HashMap<>();
  private static final Map<String, int[]> PROTOCOLS = new HashMap<>();
  private static final Map<String, Integer> ETHER_TYPES = new HashMap<>();

  static {
    read("services.txt", SERVICES);
    read("protocols.txt", PROTOCOLS);
    for (Proto proto : Proto.values()) {
      if (proto.linkType >= 0) {
        ETHER_TYPES.put(proto.word, proto.linkType);
      }
    }
    ETHER_TYPES.put("loopback", Ether.LOOPBACK);
  }

  private Names() {}

  /**
   * What a name of ports means.
   *
   * @param protocol TCP or UDP where the name is only of one, else {@link PortChecks#ANY}
   */
  record Range(int low, int high, int protocol) {}

  private static void read(String file, Map<String, int[]> into) {
    try (InputStream in = Names.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          String[] fields = line.split(" ", -1);
          int[] numbers = new int[fields.length - 1];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = fields[i + 1].equals("-") ? NONE : Integer.parseInt(fields[i + 1]);
          }
          into.put(fields[0], numbers);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable Range port(String name) {
    if (name.matches("[0-9]{1,9}")) {
      int port = Integer.parseInt(name);
      return new Range(port, port, PortChecks.ANY);
    }
    int[] ports = SERVICES.get(name);
    if (ports == null) {
      return null;
    }
    int tcp = ports[0];
    int udp = ports[1];
    int port = tcp == NONE ? udp : tcp;
    int protocol = tcp == udp ? PortChecks.ANY : tcp == NONE ? Ports.UDP : Ports.TCP;
    return new Range(port, port, protocol);
  }

  /** {@code 80-90} or {@code ftp-http}. Whatever follows two numbers is passed over. */
  static @Nullable Range ports(String name) {
    Matcher numbers = RANGE.matcher(name);
    if (numbers.matches()) {
      Range low = port(numbers.group(1));
      Range high = port(numbers.group(2));
      return low == null || high == null ? null : new Range(low.low, high.low, PortChecks.ANY);
    }
    int dash = name.indexOf('-');
    Range low = dash < 0 ? null : port(name.substring(0, dash));
    Range high = dash < 0 ? null : port(name.substring(dash + 1));
    if (low == null || high == null) {
      return null;
    }
    return new Range(
        low.low, high.low, low.protocol == high.protocol ? low.protocol : PortChecks.ANY);
  }

  /** The number of a protocol by its name, or -1. */
  static int protocol(String name, Proto carrier) {
    return switch (carrier) {
      case DEFAULT, IP, IPV6 -> {
        int[] number = PROTOCOLS.get(name);
        yield number == null ? NONE : number[0];
      }
      case LINK -> ETHER_TYPES.getOrDefault(name, NONE);
      case ISO ->
          switch (name) {
            case "esis" -> Ether.ESIS;
            case "isis" -> Ether.ISIS;
            case "clnp" -> Ether.CLNP;
            default -> NONE;
          };
      default -> NONE;
    };
  }
}
