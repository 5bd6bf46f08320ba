package io.sluice.node.broker;

import java.time.Duration;

/**
 * How a tool's targets are asked whether they are there. Each target is asked by itself.
 *
 * @param tcpPort that must take a connection; 0 to send an ICMP echo request instead (RFC 792, RFC
 *     4443), which takes a permitted {@code net.ipv4.ping_group_range} or CAP_NET_RAW
 * @param interval from question to question, 100 ms to an hour; an answer may take as long, but no
 *     more than two seconds
 * @param failAfter questions in a row, 1 to 100, without an answer until a target counts as down;
 *     as soon as it answers, it is up again
 */
public record Health(int tcpPort, Duration interval, int failAfter) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  public Health {
    if (tcpPort < 0 || tcpPort > 65_535) {
      throw new IllegalArgumentException("the health check's port %d is none".formatted(tcpPort));
    }
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the health check's interval must be from 100 ms to an hour");
    }
    if (failAfter < 1 || failAfter > 100) {
      throw new IllegalArgumentException("failAfter must be from 1 to 100, not " + failAfter);
    }
  }

  /** Asks by connecting. */
  public static Health tcp(int port, Duration interval, int failAfter) {
    if (port == 0) {
      throw new IllegalArgumentException("the health check's port 0 is none");
    }
    return new Health(port, interval, failAfter);
  }

  /** Asks by ICMP echo. */
  public static Health ping(Duration interval, int failAfter) {
    return new Health(0, interval, failAfter);
  }

  boolean pings() {
    return tcpPort == 0;
  }
}
