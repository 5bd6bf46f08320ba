package io.sluice.sandbox.aws.elb;

import io.sluice.sandbox.aws.wire.Params;
import java.util.Set;

/**
 * How a target group's health is asked.
 *
 * @param protocol {@code TCP}, {@code HTTP} or {@code HTTPS}
 * @param port a number or {@code traffic-port}
 * @param path of HTTP(S), else empty
 * @param matcher HTTP codes that are healthy, e.g. {@code 200-399}; empty with TCP
 */
record HealthCheck(
    String protocol,
    String port,
    String path,
    int intervalSeconds,
    int timeoutSeconds,
    int healthyThreshold,
    int unhealthyThreshold,
    String matcher) {
  static final String TRAFFIC_PORT = "traffic-port";
  private static final Set<String> PROTOCOLS = Set.of("TCP", "HTTP", "HTTPS");

  HealthCheck {
    if (!PROTOCOLS.contains(protocol)) {
      throw Check.configuration(
          "Health check protocol '%s' must be one of 'TCP', 'HTTP' or 'HTTPS'".formatted(protocol));
    }
    if (!port.equals(TRAFFIC_PORT) && !port.matches("[0-9]{1,5}")) {
      throw Check.invalid("Health check port '%s' must be a port or traffic-port".formatted(port));
    }
    if (!port.equals(TRAFFIC_PORT)) {
      Check.port(Integer.parseInt(port));
    }
    if (protocol.equals("TCP") && !(path.isEmpty() && matcher.isEmpty())) {
      throw Check.configuration(
          "Health check path and matcher are not supported with health check protocol 'TCP'");
    }
    if (!path.isEmpty() && (!path.startsWith("/") || path.length() > 1024)) {
      throw Check.invalid(
          "Health check path '%s' must begin with a '/' character and have at most 1024 characters"
              .formatted(path));
    }
    Check.between("Health check interval", intervalSeconds, 5, 300);
    Check.between("Health check timeout", timeoutSeconds, 2, 120);
    if (timeoutSeconds > intervalSeconds) {
      throw Check.invalid(
          "Health check timeout '%d' must be smaller than the interval '%d'"
              .formatted(timeoutSeconds, intervalSeconds));
    }
    Check.between("Healthy threshold count", healthyThreshold, 2, 10);
    Check.between("Unhealthy threshold count", unhealthyThreshold, 2, 10);
  }

  /** Of CreateTargetGroup, with the defaults of its protocol. */
  static HealthCheck create(Params in, boolean geneve) {
    String protocol = in.text("HealthCheckProtocol", "TCP");
    boolean http = !protocol.equals("TCP");
    int timeout = protocol.equals("HTTP") ? 6 : 10;
    int interval = in.number("HealthCheckIntervalSeconds").orElse(geneve ? 10 : 30);
    return new HealthCheck(
        protocol,
        in.text("HealthCheckPort", geneve ? "80" : TRAFFIC_PORT),
        in.text("HealthCheckPath", http ? "/" : ""),
        interval,
        in.number("HealthCheckTimeoutSeconds").orElse(Math.min(interval, geneve ? 5 : timeout)),
        in.number("HealthyThresholdCount").orElse(5),
        in.number("UnhealthyThresholdCount").orElse(2),
        matcher(in, http ? "200-399" : ""));
  }

  /** What ModifyTargetGroup makes of it. */
  HealthCheck modified(Params in) {
    String now = in.text("HealthCheckProtocol", protocol);
    boolean http = !now.equals("TCP");
    boolean same = http != protocol.equals("TCP");
    return new HealthCheck(
        now,
        in.text("HealthCheckPort", port),
        in.text("HealthCheckPath", same ? path : http ? "/" : ""),
        in.number("HealthCheckIntervalSeconds").orElse(intervalSeconds),
        in.number("HealthCheckTimeoutSeconds").orElse(timeoutSeconds),
        in.number("HealthyThresholdCount").orElse(healthyThreshold),
        in.number("UnhealthyThresholdCount").orElse(unhealthyThreshold),
        matcher(in, same ? matcher : http ? "200-399" : ""));
  }

  private static String matcher(Params in, String otherwise) {
    return in.child("Matcher").text("HttpCode", otherwise);
  }

  int portOf(int trafficPort) {
    return port.equals(TRAFFIC_PORT) ? trafficPort : Integer.parseInt(port);
  }
}
