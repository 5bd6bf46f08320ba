package io.sluice.sandbox.fabric;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is connected to what, at one moment.
 *
 * @param frontends by id
 * @param gateways by the id of their frontend
 */
record Topology(Map<String, Frontend> frontends, Map<String, Gateway> gateways) {
  static final Topology EMPTY = new Topology(Map.of(), Map.of());

  @Nullable Gateway gatewayOf(Frontend frontend) {
    return frontend.gateway() == null ? null : gateways.get(frontend.gateway());
  }

  /** Every target with every probe that asks it. */
  Stream<Watch> watches() {
    return Stream.concat(
            gateways.values().stream().map(Gateway::targets),
            frontends.values().stream()
                .map(Frontend::rules)
                .flatMap(Collection::stream)
                .map(Rule::backends))
        .flatMap(List::stream);
  }
}
