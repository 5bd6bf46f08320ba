package io.sluice.sandbox.traffic;

import io.sluice.sandbox.aws.fabric.Count;
import io.sluice.sandbox.fabric.TunnelCount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An appliance's own counters, from its Prometheus page ({@code http://<address>:9464/metrics}).
 *
 * @param mirror what it took in of mirrored packets; bytes of UDP payload
 * @param observed mirrored packets that it analysed
 * @param drops packets by the appliance's reasons
 */
record ApplianceMetrics(
    TunnelCount external,
    TunnelCount internal,
    Count mirror,
    long observed,
    Map<String, Long> drops) {
  static final ApplianceMetrics ZERO =
      new ApplianceMetrics(
          new TunnelCount(0, 0, 0, 0), new TunnelCount(0, 0, 0, 0), Count.ZERO, 0, Map.of());

  private static final int PORT = 9464;
  private static final Pattern SAMPLE =
      Pattern.compile(
          "sluice_(?<name>(in|out|observed)_(packets|bytes)|drop_packets)_total"
              + "\\{(tunnel|reason)=\"(?<label>[^\"]+)\"\\}\\s+(?<value>[0-9.eE+]+).*");
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** Asks the appliance; empty when it does not answer. */
  static Optional<ApplianceMetrics> scrape(String address) throws InterruptedException {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://" + address + ":" + PORT + "/metrics"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(parse(response.body())) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static ApplianceMetrics parse(String page) {
    Map<String, Long> counters = new HashMap<>();
    Map<String, Long> drops = new TreeMap<>();
    for (String line : page.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        long value = (long) Double.parseDouble(sample.group("value"));
        if (sample.group("name").equals("drop_packets")) {
          drops.put(sample.group("label"), value);
        } else {
          counters.put(sample.group("name") + "." + sample.group("label"), value);
        }
      }
    }
    return new ApplianceMetrics(
        tunnel(counters, "external"),
        tunnel(counters, "internal"),
        new Count(
            counters.getOrDefault("in_packets.mirror", 0L),
            counters.getOrDefault("in_bytes.mirror", 0L)),
        counters.getOrDefault("observed_packets.mirror", 0L),
        drops);
  }

  private static TunnelCount tunnel(Map<String, Long> counters, String tunnel) {
    return new TunnelCount(
        counters.getOrDefault("in_packets." + tunnel, 0L),
        counters.getOrDefault("in_bytes." + tunnel, 0L),
        counters.getOrDefault("out_packets." + tunnel, 0L),
        counters.getOrDefault("out_bytes." + tunnel, 0L));
  }

  /** What was counted since; reasons that did not occur are left out. */
  ApplianceMetrics minus(ApplianceMetrics earlier) {
    Map<String, Long> since = new TreeMap<>();
    drops.forEach(
        (reason, count) -> {
          long more = count - earlier.drops.getOrDefault(reason, 0L);
          if (more != 0) {
            since.put(reason, more);
          }
        });
    return new ApplianceMetrics(
        external.minus(earlier.external),
        internal.minus(earlier.internal),
        mirror.minus(earlier.mirror),
        observed - earlier.observed,
        since);
  }

  /** True when a counter went back: the process is another one. */
  boolean negative() {
    return negative(external) || negative(internal) || mirror.packets() < 0;
  }

  private static boolean negative(TunnelCount count) {
    return count.sentPackets() < 0 || count.returnedPackets() < 0;
  }
}
