package io.sluice.sandbox.fabric;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;

/**
 * A load balancer's probe, from its document.
 *
 * @param id in lower case
 * @param http GET that must answer 200 (https is probed as a TCP connect), or a TCP connect
 * @param port as the document says; {@link io.sluice.sandbox.cloud.Loopback} shifts it
 * @param failAfter failed probes in a row that take a target out: {@code probeThreshold}, or {@code
 *     numberOfProbes} where that is absent
 * @param recoverAfter good probes in a row that bring one back
 */
record Probe(
    String id,
    boolean http,
    int port,
    String path,
    Duration interval,
    int failAfter,
    int recoverAfter) {

  static Probe of(String id, JsonNode properties) {
    int threshold = properties.path("probeThreshold").asInt(0);
    int failAfter = threshold > 0 ? threshold : properties.path("numberOfProbes").asInt(2);
    String protocol = properties.path("protocol").asText().toLowerCase(Locale.ROOT);
    return new Probe(
        id,
        protocol.equals("http"),
        properties.path("port").asInt(),
        properties.path("requestPath").asText("/"),
        Duration.ofMillis(
            Math.max(50, Math.round(properties.path("intervalInSeconds").asDouble(15) * 1000))),
        Math.max(1, failAfter),
        Math.max(1, threshold));
  }
}
