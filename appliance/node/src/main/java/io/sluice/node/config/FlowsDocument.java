package io.sluice.node.config;

import io.sluice.node.export.Collector;
import io.sluice.node.export.FlowsConfig;
import java.time.Duration;
import java.util.List;

/**
 * {@code flows} as the config writes it.
 *
 * @param intervalSeconds between two records of a flow that goes on
 * @param ipfix collectors, each {@code udp://HOST[:PORT]}
 */
record FlowsDocument(int intervalSeconds, List<String> ipfix, boolean lake) {

  /**
   * @throws IllegalArgumentException when it makes no sense; the message is a clause
   */
  FlowsConfig flows() {
    return new FlowsConfig(
        Duration.ofSeconds(intervalSeconds), ipfix.stream().map(Collector::parse).toList(), lake);
  }
}
