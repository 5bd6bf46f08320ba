package io.sluice.node.config;

import io.sluice.node.broker.Health;
import io.sluice.node.broker.Mask;
import io.sluice.node.broker.Strip;
import io.sluice.node.broker.Target;
import io.sluice.node.broker.ToolConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code tools} as the config writes it; the words are those of {@link ToolConfig}.
 *
 * @param sample of so many flows one
 */
record ToolDocument(
    String name,
    String filter,
    List<String> replicate,
    List<String> balance,
    int slice,
    List<String> mask,
    int sample,
    List<String> strip,
    long bitsPerSecond,
    @Optional @Nullable HealthDocument health) {

  /**
   * {@code health} of a tool.
   *
   * @param tcp port to connect to; without it targets are asked by ICMP echo
   */
  record HealthDocument(@Optional @Nullable Integer tcp, int intervalMillis, int failAfter) {
    Health health() {
      Duration interval = Duration.ofMillis(intervalMillis);
      return tcp == null ? Health.ping(interval, failAfter) : Health.tcp(tcp, interval, failAfter);
    }
  }

  /**
   * @throws IllegalArgumentException when it makes no sense; the message is a clause
   */
  ToolConfig tool() {
    return new ToolConfig(
        name,
        filter,
        replicate.stream().map(Target::parse).toList(),
        balance.stream().map(Target::parse).toList(),
        slice,
        known(mask, Mask.values(), Mask::label, "mask"),
        sample,
        known(strip, Strip.values(), Strip::label, "strip"),
        bitsPerSecond,
        health == null ? null : health.health());
  }

  private <E extends Enum<E>> Set<E> known(
      List<String> names, E[] all, Function<E, String> label, String key) {
    return names.stream()
        .map(
            given ->
                Arrays.stream(all)
                    .filter(each -> label.apply(each).equals(given))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "the tool `%s` says %s `%s`, which this version does not know"
                                    .formatted(name, key, given))))
        .collect(Collectors.toSet());
  }
}
